// What is wrong with a page for people who read it with a screen reader, a keyboard or tired eyes.
(() => {
  const found = [];
  const name = (element) => `<${element.localName}> ${element.textContent.trim().slice(0, 40)}`;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().right > 0;

  if (all("h1").length !== 1) found.push(`${all("h1").length} headings of the first level`);
  let before = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.localName[1]);
    if (level > before + 1) found.push(`${name(heading)} follows a heading of level ${before}`);
    if (!heading.textContent.trim()) found.push(`an empty ${heading.localName}`);
    before = level;
  }
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) found.push(`#${id} twice`);
  for (const image of all("img:not([alt])")) found.push(`${image.src} has no text instead`);
  for (const field of all("input:not([type=hidden]), select, textarea"))
    if (!field.labels.length) found.push(`${field.name} has no label`);
  for (const named of all("a, button, summary"))
    if (!named.textContent.trim()) found.push(`${named.outerHTML} has no name`);
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) found.push("a table without a caption");
    if (!table.querySelector("th[scope]")) found.push(`the table ${table.caption?.textContent} has no headers`);
    if (table.querySelector("th:not([scope])")) found.push(`the table ${table.caption?.textContent}: a header of nothing`);
  }
  const called = (one) => one.ariaLabel ?? document.getElementById(one.getAttribute("aria-labelledby"))?.textContent;
  const regions = all("[role=region], nav, main").map((one) => called(one) ?? one.localName);
  for (const region of new Set(regions.filter((one, place) => regions.indexOf(one) !== place)))
    found.push(`two regions are called ${region}`);
  for (const scrolled of all("*"))
    if (/auto|scroll/.test(getComputedStyle(scrolled).overflowX) && scrolled.scrollWidth > scrolled.clientWidth + 1
      && scrolled.tabIndex < 0) found.push(`${name(scrolled)} scrolls, but not by keyboard`);

  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const background = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [red, green, blue, alpha = 1] = channels(getComputedStyle(one).backgroundColor);
      if (alpha > 0) return [red, green, blue];
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
  };
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element)) continue;
    const [ink, paper] = [channels(getComputedStyle(element).color), background(element)];
    const key = `${ink} on ${paper}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [light, dark] = [luminance(ink), luminance(paper)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(`${name(element)}: ${key} has a contrast of ${contrast.toFixed(2)}`);
  }
  return found;
})()
