/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/page_style.h"

const char oas_page_style[] =
    ":root{color-scheme:light dark;--ink:#1d2733;--soft:#55616d;--paper:#fff;--ground:#eef1f4;--accent:#0b5cad;"
    "--on-accent:#fff;--line:#d8dee4}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a9b5c1;--paper:#1c242d;--ground:#10161c;--accent:#6cb2ff;"
    "--on-accent:#0c1a28;--line:#3a4652}}"
    /* one column in the middle */
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;align-content:center;justify-items:center;background:var(--ground);"
    "color:var(--ink);font:1rem/1.55 system-ui,sans-serif}"
    "main{background:var(--paper);width:calc(100% - 2rem);max-width:32rem;margin:1rem;padding:2.2rem 2.4rem;"
    "border-radius:.8rem;box-shadow:0 1px 3px #0002,0 8px 30px #0001}"
    ".sessions main{max-width:46rem}"
    "h1{font-size:1.35rem;line-height:1.3;margin:0 0 .8rem;text-wrap:balance}p{margin:0 0 1.4rem}"
    "h2{font-size:.95rem;margin:0 0 .3rem}.rules{margin:0 0 1.4rem;padding-left:1.2rem}"
    "h1,p,b,code,.list span{overflow-wrap:anywhere}:lang(ko){word-break:keep-all}"
    "small{display:block;margin-top:1.6rem;color:var(--soft)}"
    /* what can be pressed: as large as a finger, and seen when it has the focus */
    "a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}"
    ".actions{display:flex;flex-wrap:wrap;gap:.8rem 1.4rem;align-items:center}"
    ".way,.small,.other{display:inline-flex;align-items:center;min-height:2.75rem;font:inherit;cursor:pointer}"
    ".way,.small{justify-content:center;padding:.3rem 1.2rem;border:1px solid var(--accent);border-radius:.5rem;"
    "text-decoration:none}"
    ".way{font-weight:600;background:var(--accent);color:var(--on-accent)}"
    ".small{background:none;color:var(--accent);white-space:nowrap}"
    /* providers, one below the other */
    ".choices{list-style:none;display:grid;gap:.8rem;margin:0;padding:0}"
    ".choices a{display:flex;white-space:normal;overflow-wrap:anywhere}"
    /* lists of sessions */
    ".list{list-style:none;margin:0 0 1.4rem;padding:0}"
    ".list li{display:flex;gap:1rem;align-items:center;justify-content:space-between;padding:.9rem 0;"
    "border-top:1px solid var(--line)}"
    ".list div{min-width:0}.list span{display:block;font-size:.9rem;color:var(--soft)}"
    ".list em{font-style:normal;font-size:.8rem;padding:.1rem .5rem;border-radius:1rem;background:var(--ground);"
    "white-space:nowrap}"
    ".search{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:0 0 1.4rem}"
    ".search label{flex:1 1 9rem;font-size:.9rem;color:var(--soft)}"
    ".search input{display:block;width:100%;min-height:2.75rem;font:inherit;padding:.35rem .6rem;border:1px solid var(--soft);"
    "border-radius:.5rem;background:var(--paper);color:var(--ink)}"
    "summary{color:var(--accent);cursor:pointer;padding:.6rem 0}details p{margin:.8rem 0}"
    "@media(max-width:30rem){main{padding:1.6rem 1.3rem}.list li{display:block}.list div{margin:0 0 .6rem}}"
    "@media print{body{display:block;background:none}main{box-shadow:none;max-width:none}.way,.small,.other,form{display:none}}";
