"""The vendors' SDKs for Node.js: one flow for each product, its `flow.cjs`."""

import os
import subprocess

import products
import pytest
from emulator import KEY_ID, SECRET
from sdk import PROJECT


FLOWS = [product for product in products.KEYS if (products.ROOT / product / "flow.cjs").exists()]


@pytest.mark.parametrize("product", FLOWS)
def test_a_job_becomes_images(emulator, product):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "NODE_PATH": os.pathsep.join([os.environ["MEDIASNAP_NODE_MODULES"], os.path.dirname(__file__)]),
        "MEDIASNAP_URL": emulator.url,
        "MEDIASNAP_KEY_ID": KEY_ID,
        "MEDIASNAP_SECRET": SECRET,
        "MEDIASNAP_PROJECT": PROJECT,
    }
    command = ["node", str(products.ROOT / product / "flow.cjs")]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
