"""System services: files and folders, free memory, BLAS threads, parallel jobs, and the reader process."""
