"""Everyone can use the page: every control has a name, a place in the keyboard's round and a visible focus; text can be read."""

from __future__ import annotations

import pytest

from tests.app.driving import open_tab, settled, visit
from tests.app.running import copy_of

# Controls that can be seen now and have no name that a screen reader could say.
UNNAMED = """() => {
  const text = (ids) => (ids || '').split(/\\s+/).map(i => document.getElementById(i)?.textContent || '').join(' ');
  const name = (e) => [e.getAttribute('aria-label'), text(e.getAttribute('aria-labelledby')), e.title, e.alt, e.placeholder,
    [...(e.labels || [])].map(l => l.textContent).join(' '), /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName) ? '' : e.textContent,
    e.querySelector?.('img[alt]:not([alt=""])')?.alt].some(t => t && t.trim());
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0;
  return [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, a[href], summary, [role=button],'
    + '[role=option], [role=tab], [role=slider], [role=dialog], [tabindex="0"]')]
    .filter(e => seen(e) && !e.closest('[aria-hidden=true]') && !name(e))
    .map(e => e.outerHTML.slice(0, 160));
}"""

# Text whose contrast against the plain colour behind it is below 4.5 : 1 (disabled controls and pictures aside).
FAINT = """() => {
  const parse = (c) => {
    const dot = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const ctx = dot.getContext('2d', { willReadFrequently: true });
    ctx.fillStyle = c; ctx.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = ctx.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3])).concat(1);
  const lum = (c) => [0, 1, 2].map(i => c[i] / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    const stack = [];
    for (let n = e; n; n = n.parentElement) {
      const s = getComputedStyle(n);
      if (s.backgroundImage !== 'none') return null;
      const c = parse(s.backgroundColor);
      if (c[3] > 0) stack.push(c);
      if (c[3] === 1) break;
    }
    return stack.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    const words = walk.currentNode.textContent.trim();
    if (!words || !e || e.closest('script,style,option,:disabled,[aria-disabled=true],[aria-hidden=true]')) continue;
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const r = e.getBoundingClientRect();
    if (!r.width || !r.height) continue;
    const s = getComputedStyle(e), behind = ground(e);
    if (!behind) continue;
    const ink = over(parse(s.color), behind), [a, b] = [lum(ink), lum(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(s.fontSize) >= (Number(s.fontWeight) >= 700 ? 18.6 : 24);
    if (ratio < (large ? 3 : 4.5)) found.push(`${words.slice(0, 30)} ${ratio.toFixed(2)} ${e.className}`);
  }
  return [...new Set(found)];
}"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const marks = (n) => {
    const s = getComputedStyle(n);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
  };
  let shown = false;
  for (let n = e, up = 0; n && up < 4; n = n.parentElement, up += 1) shown ||= marks(n);
  if (!shown) {
    const before = getComputedStyle(e).borderColor;
    e.blur();
    shown = getComputedStyle(e).borderColor !== before;
    e.focus();
  }
  window.nth ??= new Map();
  if (!window.nth.has(e)) window.nth.set(e, window.nth.size);
  const bar = e.dataset.bar || e.dataset.add || e.dataset.key || e.id || '';
  return { n: window.nth.get(e), what: e.outerHTML.slice(0, 130), shown, bar };
}"""


@pytest.fixture
def mine(tab, studio, poster_id):
    state = copy_of(studio, poster_id)
    visit(tab, studio, state["id"])
    tab.evaluate("window.posta.desk.select(['title'])")
    settled(tab)
    tab.locator(".posta-face").wait_for()
    return state


def test_every_control_on_every_tab_has_a_name(tab, mine) -> None:
    nameless = {}
    for select in ("['title']", "['background']", "[]"):
        tab.evaluate(f"window.posta.desk.select({select})")
        nameless[select] = tab.evaluate(UNNAMED)
    tab.locator(".posta-editor [data-bar=help]").click()
    nameless["help"] = tab.evaluate(UNNAMED)
    tab.keyboard.press("Escape")
    for name in ("Again", "Export", "History", "JSON", "Compare", "Library"):
        open_tab(tab, name)
        tab.wait_for_timeout(150)
        nameless[name] = tab.evaluate(UNNAMED)
    assert {name: found for name, found in nameless.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser, studio, poster_id, scheme) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    tab = visit(context.new_page(), studio, poster_id)
    assert tab.evaluate("Boolean(document.querySelector('.dark'))") == (scheme == "dark")
    faint = {}
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.locator(".posta-face").wait_for()
    tab.wait_for_timeout(300)  # colours fade in
    faint["title"] = tab.evaluate(FAINT)
    for name in ("Export", "History", "JSON", "Library"):
        open_tab(tab, name)
        tab.wait_for_timeout(300)
        faint[name] = tab.evaluate(FAINT)
    context.close()
    assert {name: found for name, found in faint.items() if found} == {}


def test_the_tab_key_reaches_the_controls_and_shows_where_it_is(tab, mine) -> None:
    reached, dark = [], []
    tab.locator("#make").focus()
    for _ in range(120):
        tab.keyboard.press("Tab")
        at = tab.evaluate(FOCUSED)
        if at is None:  # an open list of choices, for a moment
            continue
        if at["bar"] == "opacity:percent":
            reached.append(at)
            break
        reached.append(at)
        if not at["shown"]:
            dark.append(at["what"])
    names = {x["bar"] for x in reached}
    assert dark == []
    wanted = {"undo", "fit", "help", "text:words", "size:number", "font.family:family", "opacity:percent"}
    if tab.locator("[data-bar=undo]").is_disabled():
        wanted.discard("undo")
    assert wanted <= names, wanted - names
