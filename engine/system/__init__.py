"""System services: free memory, BLAS threads, parallel jobs, and the reader process."""
