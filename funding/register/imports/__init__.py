"""Files of others into the register.

* `iati`: an IATI file into activities. Pure: no ORM.
* `activity`: what an activity is between the two, in plain values. Another format would give the same.
* `storing`: activities into the register's tables, merged (`merging`) with what is there.
* `loader`: a file all the way through; `report`: what came of it.
"""
