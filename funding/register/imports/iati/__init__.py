"""Reading IATI activity files, versions 1.0x and 2.0x. Pure: what the register has plays no part."""
