// Tells the page around this one how high it is, and nothing else; it listens to nobody.
(function () {
  "use strict";
  if (window.parent === window) { return; }
  var told = 0;
  function tell() {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== told) {
      told = height;
      window.parent.postMessage({ type: "lineage-height", height: height }, "*");
    }
  }
  new ResizeObserver(tell).observe(document.body);
  window.addEventListener("load", tell);
}());
