// <seisaku-program slug="..."> and <seisaku-policy slug="...">: budgets of Seisaku Graph in any page.
// Attributes: slug; lang (ja, en; else that of the page); theme (auto, light, dark); server (else where this file is
// from); for policies fiscal-year and phase. Needs of a page's policy: script-src and connect-src of that server.
// What the element holds, best a link, is shown until the figures are here, and stays where they do not come.

const HOME = new URL("..", import.meta.url);
const SVG = "http://www.w3.org/2000/svg";
const WORDS = {
  ja: {
    failed: "政策グラフの数値を読み込めませんでした。",
    open: "元のページを開く",
    source: "出典",
    terms: "利用条件",
    release: "リリース",
    licence: "ライセンス",
    chart: "図",
    between: "、",
  },
  en: {
    failed: "The figures of Seisaku Graph could not be loaded.",
    open: "Open the page",
    source: "Source",
    terms: "terms",
    release: "Release",
    licence: "Licence",
    chart: "Chart",
    between: ", ",
  },
};

const STYLE = `
:host { display: block; container-type: inline-size; color-scheme: light dark;
  --ink: #1c2126; --paper: #fcfcfa; --quiet: #5a636b; --line: #d5d9dc; --link: #0b4f8a; --shade: #f1f3f2; --bar: #3f7fb8; }
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark;
  --ink: #e6e8e9; --paper: #16191c; --quiet: #a3abb1; --line: #3a4046; --link: #8cc0f0; --shade: #1f2327; --bar: #6fa8dc; }
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"], [theme="dark"])) {
    --ink: #e6e8e9; --paper: #16191c; --quiet: #a3abb1; --line: #3a4046; --link: #8cc0f0; --shade: #1f2327; --bar: #6fa8dc; }
}
section { background: var(--paper); color: var(--ink); padding: .75rem; border: 1px solid var(--line); border-radius: .25rem;
  font: .875rem/1.6 system-ui, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", sans-serif;
  line-break: strict; overflow-wrap: anywhere; text-align: left; }
a { color: var(--link); }
a:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.title { font-size: 1.125rem; font-weight: 700; line-height: 1.4; margin: 0 0 .25rem; }
.title a { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--shade); line-height: 1.3; }
tfoot th, tfoot td { border-top: 2px solid var(--quiet); font-weight: 600; }
.money, .number { font-variant-numeric: tabular-nums; }
.money > span, .number { white-space: nowrap; }
.chart { min-width: 6rem; width: 30%; }
small { color: var(--quiet); font-size: .8125rem; font-weight: 400; display: inline-block; }
svg { display: block; width: 100%; height: .875rem; margin-top: .25rem; }
.bar { fill: var(--bar); }
.uncounted .bar, .bound { fill: none; stroke: var(--bar); stroke-dasharray: 3 2; vector-effect: non-scaling-stroke; }
.margin { stroke: var(--ink); vector-effect: non-scaling-stroke; }
.note, footer { color: var(--quiet); font-size: .8125rem; }
p { margin: .35rem 0; }
footer { border-top: 1px solid var(--line); margin-top: .5rem; }
@container (max-width: 32rem) {
  table, caption, tbody, tfoot, tr, th, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  tfoot tr { border-top: 2px solid var(--quiet); }
  th, td, tfoot th, tfoot td { border: 0; padding: .05rem 0; }
  td { display: grid; grid-template-columns: 5.5rem 1fr; column-gap: .75rem; }
  td::before { content: attr(data-label); color: var(--quiet); font-size: .8125rem; font-weight: 400; }
  td > * { grid-column: 2; justify-self: start; }
  td.chart { display: block; width: auto; }
  td.chart::before { content: none; }
  td.empty { display: none; }
}`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** An element with text, attributes and children; labels come in as text and never as markup. */
function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A link to an address on the web, and plain text for any other. */
function link(text, href, base, language) {
  const address = URL.parse ? URL.parse(href, base) : new URL(href, base);
  if (!address || !/^https?:$/.test(address.protocol)) return made("span", { lang: language }, text);
  return made("a", { href: address.href, target: "_blank", rel: "noopener", lang: language }, text);
}

/** Children with a separator between them. */
function joined(parts, separator) {
  return parts.flatMap((part, place) => (place ? [separator, part] : [part]));
}

/** The amount as a bar on a common scale, with a line for what rounding leaves open; a dashed one for an upper bound. */
function bar(amount, most) {
  const svg = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  const at = (yen) => Math.max(0, Math.min(100, (100 * yen) / most));
  const known = amount.yen !== null;
  svg.append(drawn("rect", { class: known ? "bar" : "bound", x: 0, y: 1, width: at(known ? amount.yen : amount.upper), height: 8 }));
  if (known && amount.upper > amount.lower)
    svg.append(drawn("line", { class: "margin", x1: at(amount.lower), x2: at(amount.upper), y1: 5, y2: 5 }));
  return svg;
}

class Embed extends HTMLElement {
  static observedAttributes = ["slug", "lang", "theme", "server", "fiscal-year", "phase"];
  static kind = "program";
  #asked = null;
  #root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback() {
    this.#load();
  }

  disconnectedCallback() {
    this.#asked?.abort();
  }

  attributeChangedCallback(name, before, after) {
    // The theme is a matter of the style sheet.
    if (this.isConnected && name !== "theme" && before !== after) this.#load();
  }

  get language() {
    const said = this.closest("[lang]")?.getAttribute("lang") ?? "";
    return said.toLowerCase().startsWith("en") ? "en" : "ja";
  }

  get home() {
    const given = this.getAttribute("server");
    try {
      const home = given ? new URL(given.replace(/\/*$/, "/"), document.baseURI) : HOME;
      return /^https?:$/.test(home.protocol) ? home : HOME;
    } catch {
      return HOME;
    }
  }

  #address() {
    const slug = encodeURIComponent(this.getAttribute("slug") ?? "");
    const address = new URL(`embed/${this.constructor.kind}/${slug}.json`, this.home);
    address.searchParams.set("lang", this.language);
    if (this.constructor.kind === "policy")
      for (const [attribute, name] of [["fiscal-year", "fiscalYear"], ["phase", "phase"]])
        if (this.getAttribute(attribute)) address.searchParams.set(name, this.getAttribute(attribute));
    return address;
  }

  async #load() {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    this.setAttribute("aria-busy", "true");
    try {
      const address = this.#address();
      const answer = await fetch(address, { signal: asked.signal, credentials: "omit", referrerPolicy: "no-referrer" });
      const found = await answer.json();
      if (asked.signal.aborted) return;
      if (answer.ok) this.#show(found, address);
      else this.#fail(this.language === "ja" ? found.detail_ja || found.detail : found.detail);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.#fail();
    }
    this.removeAttribute("aria-busy");
    this.dispatchEvent(new CustomEvent("seisaku-shown"));
  }

  /** What the element holds, why there are no figures, and where they are. */
  #fail(reason = "") {
    const words = WORDS[this.language];
    const slug = encodeURIComponent(this.getAttribute("slug") ?? "");
    const page = new URL(`id/${this.constructor.kind}/${slug}`, this.home);
    const text = made("p", { role: "status" }, words.failed, " ", String(reason ?? ""), " ", link(words.open, page.href, page));
    this.#root.replaceChildren(made("section", { lang: this.language }, document.createElement("slot"), text));
  }

  #show(found, address) {
    const words = WORDS[found.language];
    const title = link(found.title, found.page, address, found.title_language);
    const notes = found.notes.map((note) => made("p", { class: "note" }, note));
    const section = made("section", { lang: found.language, "aria-label": `${found.title} ${found.caption}` });
    const wide = made("div", { class: "wide", tabindex: "0", role: "region", "aria-label": found.caption });
    wide.append(this.#table(found, address, words));
    section.append(made("p", { class: "title" }, title), wide, ...notes, this.#footer(found, address, words));
    this.#root.replaceChildren(section);
  }

  #table(found, address, words) {
    const most = Math.max(1, ...found.rows.map((row) => row.amount?.upper ?? 0));
    const heads = found.columns.map((name) => made("th", { scope: "col", role: "columnheader" }, name));
    heads.push(made("th", { scope: "col", "aria-hidden": "true" }, words.chart));
    const body = found.rows.map((row) => this.#row(row, found.columns, address, most, words));
    const parts = [made("caption", {}, found.caption), made("thead", { role: "rowgroup" }, made("tr", { role: "row" }, ...heads)), made("tbody", { role: "rowgroup" }, ...body)];
    if (found.total) parts.push(made("tfoot", { role: "rowgroup" }, this.#row(found.total, found.columns, address, 0, words)));
    // As cards the elements of a table are none for some browsers; hence the roles.
    return made("table", { role: "table" }, ...parts);
  }

  #row(row, columns, address, most, words) {
    const cells = row.cells.map((cell, place) => {
      const links = cell.links.map((one) => link(one.text, one.href, address, one.language));
      const inside = [made("span", { lang: cell.language }, cell.text, ...joined(links, words.between))];
      if (cell.note) inside.push(" ", made("small", {}, cell.note));
      if (cell.kind === "head") return made("th", { scope: "row", role: "rowheader" }, ...inside);
      const kind = cell.text || links.length ? cell.kind : "empty";
      const exact = cell.kind === "money" ? row.exact : "";
      return made("td", { role: "cell", class: kind, "data-label": columns[place], title: exact }, ...inside);
    });
    const chart = most && row.amount ? [bar(row.amount, most)] : [];
    cells.push(made("td", { class: chart.length ? "chart" : "empty", "aria-hidden": "true" }, ...chart));
    return made("tr", { role: "row", class: row.is_counted ? "" : "uncounted" }, ...cells);
  }

  #footer(found, address, words) {
    const sources = found.sources.map((source) => {
      const title = link(source.title.text, source.title.href, address, source.title.language);
      return source.licence ? made("span", {}, title, " (", link(words.terms, source.licence, address), ")") : title;
    });
    const licence = link(found.licence.text, found.licence.href, address);
    const release = made("code", {}, found.release);
    const origin = link("Seisaku Graph", found.page, address);
    const last = made("p", {}, origin, ` · ${words.release} `, release, ` · ${words.licence} `, licence);
    return made("footer", {}, ...(sources.length ? [made("p", {}, `${words.source}: `, ...joined(sources, "; "))] : []), last);
  }
}

class Program extends Embed {}

class Policy extends Embed {
  static kind = "policy";
}

for (const [name, element] of [["seisaku-program", Program], ["seisaku-policy", Policy]])
  if (!customElements.get(name)) customElements.define(name, element);
