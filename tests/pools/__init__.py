"""The rules of sealed pools, the attackers they must withstand, and the simulation they were chosen by."""
