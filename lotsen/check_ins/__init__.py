"""Check-ins: after a few days, and then every quarter, both sides of a tandem are asked whether it goes well."""
