"""The complex functions of C for NumPy under Wine, whose own library has stubs for some.

NumPy's modules import them from a library of Windows that Wine replaces. They are made to import a library of ours,
which computes with MinGW's functions and forwards all other names to Windows' C library.
"""

from pathlib import Path

import pefile
from windows_build import compile_library

# The new name is not longer: it is written over the old one.
OLD, NEW = "api-ms-win-crt-math-l1-1-0.dll", "npy-ms-win-crt-math-l1-1-0.dll"
TO_COMPLEX = ("csqrt", "cexp", "clog", "csin", "ccos", "ctan", "csinh", "ccosh", "ctanh", "conj", "cproj")
TO_COMPLEX += ("casin", "cacos", "catan", "casinh", "cacosh", "catanh")
TO_REAL = ("cabs", "carg", "creal", "cimag")
# A complex number is passed as Microsoft's compiler passes it, as two numbers in a structure.
START = "typedef struct { double re, im; } double_pair; typedef struct { float re, im; } float_pair;\n"
FUNCTION = "{out} own_{name}({taken}) {{ {type} w = {function}({given}); return {result}; }}\n"


def write_complex_library(python: Path) -> None:
    """Write the library into the folder of python.exe, and have NumPy there import it."""
    names: set[str] = set()
    for path in (python / "Lib" / "site-packages").glob("numpy*/**/*"):
        if path.suffix in (".pyd", ".dll"):
            names |= redirect(path)
    own = {name: code for name in names if (code := function_code(name))}
    exports = {name: f"own_{name}" if name in own else f"ucrtbase.{name}" for name in sorted(names)}
    compile_library(python / NEW, exports, START + "".join(own.values()))


def redirect(path: Path) -> set[str]:
    """Have a module import from the new library; returns the names that it imports from there."""
    module = pefile.PE(str(path))
    found: set[str] = set()
    for entry in getattr(module, "DIRECTORY_ENTRY_IMPORT", ()):
        if entry.dll.decode() == OLD:
            found |= {one.name.decode() for one in entry.imports}
            module.set_bytes_at_rva(entry.struct.Name, NEW.encode())
    if found:
        content = module.write()
        module.close()
        path.write_bytes(content)
    return found


def function_code(name: str) -> str:
    """The code of a complex function; empty for others. In Microsoft's library `long double` is `double`."""
    base = name if name in (*TO_COMPLEX, *TO_REAL, "cpow") else name[:-1]
    if base not in (*TO_COMPLEX, *TO_REAL, "cpow"):
        return ""
    kind, suffix = ("float", "f") if name == f"{base}f" else ("double", "")
    numbers = "zy" if base == "cpow" else "z"
    is_real = base in TO_REAL
    return FUNCTION.format(
        name=name,
        function=base + suffix,
        taken=", ".join(f"{kind}_pair {number}" for number in numbers),
        given=", ".join(f"__builtin_complex({number}.re, {number}.im)" for number in numbers),
        type=kind if is_real else f"{kind} complex",
        out=kind if is_real else f"{kind}_pair",
        result="w" if is_real else f"({kind}_pair) {{__real__ w, __imag__ w}}",
    )
