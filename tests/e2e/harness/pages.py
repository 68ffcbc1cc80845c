# SPDX-License-Identifier: Apache-2.0
"""A page as different people meet it: on a phone or a wide screen, in daylight or at night, by eye, keyboard or screen reader."""

import base64
import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "providers/oidc-provider"  # its lock file pins axe-core, too
AXE = PROJECT / "node_modules/axe-core/axe.min.js"
LIGHTS, WIDTHS = ("light", "dark"), (360, 1280)
FINGER = 44  # CSS pixels: WCAG 2.2, 2.5.5
LOOK = """
    const visible = element => element.getClientRects().length > 0;
    const pressed = [...document.querySelectorAll("button, a.way, a.small, a.other, input:not([type=hidden]), summary")];
    return {width: document.documentElement.scrollWidth,
            small: pressed.filter(visible).filter(element => element.getBoundingClientRect().height < arguments[0] - 0.5)
                          .map(element => element.outerHTML),
            language: document.documentElement.lang,
            outside: performance.getEntriesByType("resource").map(entry => entry.name)};"""


def axe():
    """The source of axe-core; None: it is not installed, and there is no npm to install it with."""
    if not AXE.exists() and shutil.which("npm"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"], cwd=PROJECT, check=True)
    return AXE.read_text() if AXE.exists() else None


class Reader:
    """Looks at what a person has on the screen, again and again in other ways."""

    def __init__(self, person, source, folder=None):
        """folder: where pictures go; None: nowhere."""
        self.person, self.source, self.folder = person, source, folder

    def command(self, name, **arguments):
        return self.person.screen.execute_cdp_cmd(name, arguments)

    def speaks(self, language):
        self.command("Network.enable")
        self.command("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})

    def sits_at(self, width, light):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": light}])

    def complaints(self, name):
        """What is wrong with the page, on each screen; a picture of each is left in the folder."""
        self.person.screen.execute_script(self.source)
        found = []
        for width in WIDTHS:
            for light in LIGHTS:
                self.sits_at(width, light)
                found += [f"{width} {light}: {complaint}" for complaint in [*self.looks(width), *self.axe_says()]]
                self.take_picture(f"{name}-{width}-{light}")
        return found

    def looks(self, width):
        look = self.person.screen.execute_script(LOOK, FINGER)
        if look["width"] > width:
            yield f"it is {look['width']} wide"
        yield from (f"too small for a finger: {element}" for element in look["small"])
        yield from (f"something else is loaded: {name}" for name in look["outside"])

    def axe_says(self):
        violations = self.person.screen.execute_async_script(
            "const done = arguments[0]; axe.run(document).then(result => done(result.violations));")
        return [f"{rule['id']}: {node['html']}: {node['failureSummary']}" for rule in violations for node in rule["nodes"]]

    def take_picture(self, name):
        if self.folder is None:
            return
        picture = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(picture))

    def language(self):
        return self.person.screen.execute_script("return document.documentElement.lang")
