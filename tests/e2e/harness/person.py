# SPDX-License-Identifier: Apache-2.0
"""A person in front of Debian's Chromium: opens, reads, fills in, presses."""

import json
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 10  # seconds until something has to be on the screen
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1000,800",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]  # nothing leaves the machine


def start_chromium(profile, keeps_cookies):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    if not keeps_cookies:
        options.add_experimental_option("prefs", {"profile.default_content_setting_values.cookies": 2})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Person:
    def __init__(self, site_url, issuer, profile, keeps_cookies=True):
        self.site_url, self.issuer = site_url, issuer
        self.screen = start_chromium(profile, keeps_cookies)
        self.tabs = []
        self.callbacks_passed = []

    def leave(self):
        self.screen.quit()

    # Going somewhere

    @property
    def address(self):
        return self.screen.current_url

    def opens(self, address):
        self.screen.get(self.site_url + address if address.startswith("/") else address)

    def opens_in_a_new_tab(self, address):
        if self.tabs:
            self.screen.switch_to.new_window("tab")
        self.tabs.append(self.screen.current_window_handle)
        self.opens(address)

    def turns_to_tab(self, number):
        self.screen.switch_to.window(self.tabs[number])

    def goes_back(self, pages):
        self.screen.execute_script("history.go(arguments[0])", -pages)

    def reloads(self):
        self.screen.refresh()

    # Reading

    def text(self):
        return self.screen.find_element(By.TAG_NAME, "body").text

    def sees(self, *words):
        for word in words:
            self.waits_until(lambda: word in self.text(), f"“{word}” is not on the screen")

    def typed(self, name):
        return self.screen.find_element(By.NAME, name).get_property("value")

    def waits_until(self, is_true, complaint):
        wait = WebDriverWait(self.screen, PATIENCE, 0.05, ignored_exceptions=[Exception])
        wait.until(lambda _: is_true(), complaint)

    def take_picture(self, folder):
        path = folder / "screen.png"
        self.screen.save_screenshot(str(path))
        return path

    # Doing

    def signs_in(self, user):
        self.sees("Password")
        self.fills_in("username", user)
        self.fills_in("password", user)
        self.presses("Sign in")

    def fills_in(self, name, text):
        field = self.screen.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)

    def presses(self, label):
        self.leaves_by(self.screen.find_element(By.XPATH, f"//button[normalize-space()='{label}']"))

    def follows(self, label):
        self.leaves_by(self.screen.find_element(By.LINK_TEXT, label))

    def leaves_by(self, element):
        """Click, and wait until this page is gone: what comes next then meets no page on its way out."""
        page = self.screen.find_element(By.TAG_NAME, "html")
        element.click()
        in_between = [WebDriverException]  # the driver does not always find words while pages change
        WebDriverWait(self.screen, PATIENCE, 0.05, ignored_exceptions=in_between).until(staleness_of(page), "the page stays")

    def loses_the_cookies_of(self, host):
        for cookie in self.screen.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]:
            if cookie["domain"] == host:
                self.screen.execute_cdp_cmd("Network.deleteCookies", {"name": cookie["name"], "domain": host})

    def loses_the_cookie(self, name):
        self.screen.delete_cookie(name)

    def is_forgotten_by_the_provider(self):
        """Or the next login would pass without a question."""
        self.loses_the_cookies_of(urlsplit(self.issuer).hostname)

    def lets_no_script_send_a_form(self):
        """From the next page on: one that sends itself on stands still."""
        self.screen.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument",
                                    {"source": "HTMLFormElement.prototype.submit = function () {}"})

    def fetches(self, path):
        """What a script of the page that is open gets: status and media type."""
        return tuple(self.screen.execute_async_script("""
            const [path, done] = arguments;
            fetch(path).then(answer => done([answer.status, answer.headers.get("Content-Type")]));""", path))

    # What nobody sees

    def callbacks(self):
        """The addresses of all callbacks this browser went through, in this order."""
        messages = [json.loads(entry["message"])["message"] for entry in self.screen.get_log("performance")]
        addresses = [message["params"]["request"]["url"] for message in messages
                     if message["method"] == "Network.requestWillBeSent"]
        self.callbacks_passed += [address for address in addresses if "/oauth/callback/" in address]
        return self.callbacks_passed
