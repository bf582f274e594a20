"""What goes in and out as files: records of JSON, CSV, GraphML and GEXF, answers of the commands, and their schemas."""
