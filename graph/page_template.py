"""The frame of the lineage page: markup, style and the few lines that hand the data to vis-network."""

from __future__ import annotations

from typing import Final

PAGE: Final = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>$title</title>
<style>$vis_css</style>
<style>
:root { --ink: #1f2329; --soft: #5c636e; --line: #dfe3e8; --ground: #f7f8fa; }
* { box-sizing: border-box; }
html, body { margin: 0; height: 100%; }
body { display: flex; flex-direction: column; color: var(--ink); background: var(--ground);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
header { padding: 14px 20px 12px; background: #fff; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 20px; font-weight: 650; }
.subtitle { margin: 2px 0 0; color: var(--soft); max-width: 110ch; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 10px 0 0; padding: 0; list-style: none;
  font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 7px; }
.box { width: 22px; height: 14px; border-radius: 4px; border: 1.5px solid; }
.box.root { background: #b3261e; border-color: #7a1510; }
.box.held { background: #e3f1ea; border-color: #2f7d5b; }
.box.cited { background: #fff; border-color: #8a8f98; border-style: dashed; }
.arrow { width: 26px; height: 0; border-top: 2px solid #2f5d8a; }
.arrow.based { border-top: 2px dashed #8a6d2f; }
.arrow.continues { border-top: 2px dotted #7b4b94; }
.counts { margin-left: auto; }
.notes { margin: 0; padding: 8px 20px 8px 38px; font-size: 13px; color: #6b4a00; background: #fff8e6;
  border-bottom: 1px solid #f0e2b8; max-height: 7.5em; overflow: auto; }
.notes.empty { display: none; }
#network { flex: 1 1 auto; min-height: 320px; position: relative; }
div.vis-tooltip { white-space: pre-line; max-width: 440px; padding: 10px 12px; color: var(--ink); background: #fff;
  border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 6px 22px rgba(20, 28, 40, .16);
  font: 13px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
details { padding: 8px 20px; background: #fff; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); }
summary { cursor: pointer; }
pre { margin: 8px 0 4px; color: var(--ink); overflow: auto; max-height: 40vh;
  font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
</style>
</head>
<body>
<header>
<h1>$label</h1>
<p class="subtitle">$subtitle</p>
<ul class="legend">
<li><span class="box root"></span>the document asked for</li>
<li><span class="box held"></span>held (its text is in the graph)</li>
<li><span class="box cited"></span>only cited</li>
<li><span class="arrow"></span>implements</li>
<li><span class="arrow based"></span>based on</li>
<li><span class="arrow continues"></span>continues</li>
<li class="counts">$counts</li>
</ul>
</header>
<ul class="$notes_class">$notes</ul>
<div id="network" role="img" aria-label="$title"></div>
<details><summary>The same as text</summary><pre>$tree</pre></details>
<script>$vis_js</script>
<script>
(function () {
  var nodes = $nodes;
  var edges = $edges;
  var options = $options;
  var FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
  var WIDTH = 228, PAD = 13;
  var LOOKS = {
    root: { fill: "#b3261e", line: "#7a1510", head: "#ffffff", text: "#fbe4e2" },
    held: { fill: "#e3f1ea", line: "#2f7d5b", head: "#12372a", text: "#3d5c50" },
    cited: { fill: "#ffffff", line: "#8a8f98", head: "#3c4149", text: "#6b7078" }
  };
  var cards = {};
  nodes.forEach(function (node) { cards[node.id] = node; });

  function wrap(ctx, text) {
    var lines = [], line = "";
    text.split(" ").forEach(function (word) {
      var longer = line ? line + " " + word : word;
      var full = line && ctx.measureText(longer).width > WIDTH - 2 * PAD;
      if (full) { lines.push(line); }
      line = full ? word : longer;
    });
    if (line) { lines.push(line); }
    return lines;
  }

  function typeset(ctx, card) {
    var rows = [];
    function add(text, font, step, head) {
      ctx.font = font;
      wrap(ctx, text).slice(0, 4).forEach(function (line) {
        rows.push({ text: line, font: font, step: step, head: head });
      });
    }
    add(card.heading, "600 14px " + FACE, 20, true);
    card.lines.forEach(function (line) { add(line, "12px " + FACE, 18, false); });
    if (card.cited) { add("only cited", "italic 12px " + FACE, 18, false); }
    return { rows: rows, height: rows.reduce(function (sum, row) { return sum + row.step; }, 0) + 2 * PAD - 4 };
  }

  function outline(ctx, x, y, width, height, r) {
    ctx.beginPath();
    ctx.moveTo(x + r, y);
    ctx.arcTo(x + width, y, x + width, y + height, r);
    ctx.arcTo(x + width, y + height, x, y + height, r);
    ctx.arcTo(x, y + height, x, y, r);
    ctx.arcTo(x, y, x + width, y, r);
    ctx.closePath();
  }

  function renderer(arg) {
    var ctx = arg.ctx, card = cards[arg.id], look = LOOKS[card.kind];
    ctx.save();
    card.set = card.set || typeset(ctx, card);
    ctx.restore();
    return {
      drawNode: function () {
        var left = arg.x - WIDTH / 2, top = arg.y - card.set.height / 2;
        ctx.save();
        ctx.shadowColor = "rgba(20, 28, 40, .16)";
        ctx.shadowBlur = arg.state.hover || arg.state.selected ? 16 : 6;
        ctx.shadowOffsetY = 2;
        outline(ctx, left, top, WIDTH, card.set.height, 8);
        ctx.fillStyle = look.fill;
        ctx.fill();
        ctx.shadowColor = "transparent";
        ctx.lineWidth = arg.state.selected ? 2.6 : 1.5;
        ctx.setLineDash(card.cited ? [6, 4] : []);
        ctx.strokeStyle = look.line;
        ctx.stroke();
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        var y = top + PAD - 2;
        card.set.rows.forEach(function (row) {
          ctx.font = row.font;
          ctx.fillStyle = row.head ? look.head : look.text;
          ctx.fillText(row.text, arg.x, y + row.step / 2);
          y += row.step;
        });
        ctx.restore();
      },
      nodeDimensions: { width: WIDTH, height: card.set.height }
    };
  }

  var drawn = nodes.map(function (node) {
    return { id: node.id, x: node.x, y: node.y, title: node.title, shape: "custom", ctxRenderer: renderer };
  });
  var place = document.getElementById("network");
  var network = new vis.Network(place, { nodes: new vis.DataSet(drawn), edges: new vis.DataSet(edges) }, options);
  var fit = function () {
    var xs = nodes.map(function (node) { return node.x; }), ys = nodes.map(function (node) { return node.y; });
    var left = Math.min.apply(null, xs), right = Math.max.apply(null, xs);
    var top = Math.min.apply(null, ys), bottom = Math.max.apply(null, ys);
    var scale = Math.min(1.15, place.clientWidth / (right - left + WIDTH + 60),
      place.clientHeight / (bottom - top + 190));
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: scale, animation: false });
  };
  fit();
  window.addEventListener("resize", fit);
  document.querySelector("details").addEventListener("toggle", function () { setTimeout(fit, 0); });
}());
</script>
</body>
</html>
"""
