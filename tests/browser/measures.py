"""What a page is measured by in the browser itself: targets, focus, motion. Each says what is at fault."""

from playwright.sync_api import ViewportSize

ZOOMED: ViewportSize = {"width": 320, "height": 640}  # what is left of 1280 px at 400 %
# In CSS pixels: what a target has at least (WCAG 2.2, 2.5.8), and what those have for which a page was opened (2.5.5).
LEAST, THUMB = 24, 44
# What is smaller than a finger's tip and none of a line of text, whose targets the guidelines leave alone.
SMALL = """least => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => one.checkVisibility() && !one.closest('.visually-hidden, .skip, [aria-hidden=true]') && !one.disabled)
  .filter(one => !(getComputedStyle(one).display === 'inline'
    && one.closest('p, li, td, th, dd, label, h1, h2, h3, h4, legend, .notice')))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && (box.width < least || box.height < least))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Buttons that are drawn as such, and the lines of choices.
SLIM = """thumb => [...document.querySelectorAll(
    '.button, button:not(.link, .plain, .default), .choice, .choices label')]
  .filter(one => one.checkVisibility() && !one.closest('.visually-hidden'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && (box.width < thumb || box.height < thumb))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Whether what has the keyboard's focus shows it: by an outline of its own or of the line that it stands in.
SHOWN = """() => { const one = document.activeElement;
  if (one === document.body || one.id === 'main') return true;
  for (let at = one; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true; }
  return one.outerHTML.slice(0, 120); }"""
# What lies wholly behind something else when it has the focus, or shows none. Asked after a key was pressed: only then
# does a browser draw the focus that a script moves.
COVERED = """() => { const wrong = [];
  const within = (one, x, y) => { const found = document.elementFromPoint(x, y);
    return found && (one.contains(found) || found.contains(one) && found !== document.documentElement
      || found.closest('label, a') === one.closest('label, a') && one.closest('label, a')); };
  const stops = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  for (const one of document.querySelectorAll(stops)) {
    if (!one.checkVisibility() || one.tabIndex < 0) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    const seen = [...one.getClientRects()].filter(box => box.width > 0).some(box => {
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      return [.1, .5, .9].some(share => within(one, box.left + box.width / 2, top + (bottom - top) * share)); });
    let drawn = false;
    for (let at = one; at && at !== document.body && !drawn; at = at.parentElement) {
      const style = getComputedStyle(at);
      drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    }
    if (!seen || !drawn) wrong.push(`${seen ? 'no outline' : 'covered'}: ${one.outerHTML.slice(0, 90)}`);
  }
  return wrong; }"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || style.transitionDuration.split(',').some(time => parseFloat(time) > 0);
}).map(one => one.outerHTML.slice(0, 90))"""
