"""What PyInstaller must know of pyqtgraph: nothing. Its own hook imports all of it, also what is left out here."""
