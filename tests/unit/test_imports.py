"""What `import toeoff` may and may not load."""

import subprocess
import sys


def test_import_loads_neither_onnxruntime_nor_cv2():
    code = "import sys, toeoff; print([m for m in ('onnxruntime', 'cv2', 'typer', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
