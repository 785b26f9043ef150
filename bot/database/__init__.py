"""The database: what is stored, searched, planned and posted. SQL is spoken nowhere else."""
