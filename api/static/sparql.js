"use strict";
// Puts the editor in the place of the plain form. What it needs to know stands in the page; it asks this server only.
(() => {
  const place = document.getElementById("yasgui");
  const told = JSON.parse(document.getElementById("yasgui-settings").textContent);
  const labels = new Map(told.terms.map((term) => [term.iri, term.label]));
  const short = (iri) => {
    for (const [prefix, start] of Object.entries(told.prefixes)) {
      if (iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length))) return `${prefix}:${iri.slice(start.length)}`;
    }
    return `<${iri}>`;
  };
  // The server knows its prefixes, the editor marks what a query does not declare: so the query declares what it uses.
  const declaring = (query) => {
    const used = Object.entries(told.prefixes).filter(([prefix]) =>
      new RegExp(`(^|[\\s(/|^!])${prefix}:`, "m").test(query) && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(query));
    return used.map(([prefix, start]) => `PREFIX ${prefix}: <${start}>\n`).join("") + query;
  };
  const names = told.terms.map((term) => short(term.iri));
  Yasgui.Yasqe.registerAutocompleter({
    name: "project-terms",
    bulk: true,
    autoShow: false,
    persistenceId: null,
    isValidCompletionPosition: (yasqe) => !/^[?$"']/.test(yasqe.getCompleteToken().string),
    get: () => Promise.resolve(names),
    preProcessToken: (yasqe, token) => token,
    postProcessSuggestion: (yasqe, token, suggestion) => suggestion,
  });
  Yasgui.Yasqe.defaults.autocompleters = ["variables", "project-terms"];
  place.hidden = false; // an editor that is made hidden shows nothing
  const editor = new Yasgui(place, {
    requestConfig: { endpoint: new URL(told.endpoint, location.href).href, method: "POST" },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    persistenceId: null,
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    yasqe: { value: declaring(told.query), persistenceId: null, createShareableLink: null, resizeable: true },
    yasr: { prefixes: told.prefixes, persistenceId: null },
  });
  const tab = editor.getTab();
  tab.setQuery(declaring(told.query));
  for (const row of document.querySelectorAll("#terms code[data-iri]")) {
    row.title = labels.get(row.dataset.iri) || "";
  }
  // The editor leaves fields without names; it makes new ones with each answer.
  const nameFields = () => {
    for (const box of place.querySelectorAll(".CodeMirror-scroll")) box.tabIndex = 0;
    for (const field of place.querySelectorAll("input, select, textarea")) {
      if (!field.getAttribute("aria-label")) field.setAttribute("aria-label", field.title || field.placeholder || told.name);
    }
  };
  nameFields();
  new MutationObserver(nameFields).observe(place, { childList: true, subtree: true });
  document.getElementById("plain-form").hidden = true;
})();
