"""What the machine offers: free memory, BLAS threads, parallel jobs, and the process that reads untrusted files.

Imports: engine.errors.
"""
