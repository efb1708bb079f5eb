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
.zoom { margin-left: auto; display: flex; gap: 4px; }
.zoom button { font: inherit; min-width: 30px; padding: 1px 9px; color: var(--ink); background: #fff;
  border: 1px solid #b9c1cc; border-radius: 6px; cursor: pointer; }
.notes { margin: 0; padding: 8px 20px 8px 38px; font-size: 13px; color: #6b4a00; background: #fff8e6;
  border-bottom: 1px solid #f0e2b8; max-height: 7.5em; overflow: auto; }
.notes.empty { display: none; }
#frame { flex: 1 1 auto; min-height: 300px; overflow: auto; }
#network, #network * { touch-action: pan-x pan-y !important; }
div.vis-tooltip { white-space: pre-line; max-width: 440px; padding: 10px 12px; color: var(--ink); background: #fff;
  border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 6px 22px rgba(20, 28, 40, .16);
  font: 13px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
details { padding: 8px 20px; background: #fff; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); }
summary { cursor: pointer; }
pre { margin: 8px 0 4px; color: var(--ink); overflow: auto; max-height: 40vh;
  font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
@media (max-width: 640px) { header { padding: 10px 14px; } h1 { font-size: 17px; }
  .legend { gap: 3px 14px; font-size: 12px; }
  .subtitle { font-size: 13px; } .zoom { margin-left: 0; } }
</style>
</head>
<body>
<header>
<h1>$label</h1>
<p class="subtitle">$subtitle</p>
<ul class="legend">
<li><span class="box root"></span>văn bản được hỏi · asked for</li>
<li><span class="box held"></span>có toàn văn · held</li>
<li><span class="box cited"></span>chỉ được viện dẫn · cited only</li>
<li><span class="arrow"></span>thực hiện · implements</li>
<li><span class="arrow based"></span>căn cứ · based on</li>
<li><span class="arrow continues"></span>tiếp tục · continues</li>
<li>$counts</li>
<li class="zoom"><button id="out" title="Thu nhỏ · Smaller">−</button>
<button id="in" title="Phóng to · Larger">+</button>
<button id="whole" title="Xem toàn bộ · See all">⤢</button></li>
</ul>
</header>
<ul class="$notes_class">$notes</ul>
<div id="frame" tabindex="0"><div id="network" role="img" aria-label="$title"></div></div>
<details><summary>Dạng văn bản · The same as text</summary><pre>$tree</pre></details>
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

  function least(values) { return values.reduce(function (a, b) { return Math.min(a, b); }); }
  function most(values) { return values.reduce(function (a, b) { return Math.max(a, b); }); }

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
    if (card.cited) { add("chỉ được viện dẫn · cited only", "italic 12px " + FACE, 18, false); }
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

  var SMALLEST = 0.93, LARGEST = 1.2, MARGIN = 34, CANVAS = 12000, GAP = 88, WIDEST_GAP = 140, STEP = 36, ASIDE = 55;
  var frame = document.getElementById("frame"), place = document.getElementById("network");
  var pen = document.createElement("canvas").getContext("2d");
  nodes.forEach(function (node) { node.set = typeset(pen, node); });

  // Rows stand as far apart as their boxes and the words of the arrows between them need, farther where there is room.
  (function () {
    var rows = {}, leaving = {};
    nodes.forEach(function (node) { (rows[node.y] = rows[node.y] || []).push(node); });
    edges.forEach(function (edge) { leaving[edge.from] = (leaving[edge.from] || 0) + 1; });
    var order = Object.keys(rows).map(Number).sort(function (a, b) { return a - b; });
    var heights = order.map(function (y) { return most(rows[y].map(function (node) { return node.set.height; })); });
    var all = heights.reduce(function (sum, height) { return sum + height; }, 2 * MARGIN);
    var needed = GAP + STEP * Math.min(3, most(nodes.map(function (node) { return leaving[node.id] || 1; })) - 1);
    var room = (frame.clientHeight - all) / Math.max(1, order.length - 1);
    var gap = Math.max(needed, Math.min(WIDEST_GAP, room)), y = 0;
    order.forEach(function (row, place) {
      rows[row].forEach(function (node) { node.y = y + heights[place] / 2; node.top = y; });
      y += heights[place] + gap;
    });
  }());

  var drawn = nodes.map(function (node) {
    return { id: node.id, x: node.x, y: node.y, title: node.title, shape: "custom", ctxRenderer: renderer };
  });
  var network = new vis.Network(place, { nodes: new vis.DataSet(drawn), edges: new vis.DataSet(edges) }, options);

  var box = {
    left: least(nodes.map(function (node) { return node.x - WIDTH / 2; })) - MARGIN,
    right: most(nodes.map(function (node) { return node.x + WIDTH / 2; })) + MARGIN,
    top: least(nodes.map(function (node) { return node.y - node.set.height / 2; })) - MARGIN,
    bottom: most(nodes.map(function (node) { return node.y + node.set.height / 2; })) + MARGIN
  };
  box.width = box.right - box.left;
  box.height = box.bottom - box.top;

  function whole() { return Math.min(LARGEST, frame.clientWidth / box.width, frame.clientHeight / box.height); }

  // The picture is as large as its text asks for, and the frame scrolls; what no canvas can hold is moved by hand.
  var scale = 1;
  function show(wanted, keep) {
    var before = scale;
    scale = wanted;
    var wide = Math.max(frame.clientWidth, Math.ceil(box.width * scale));
    var high = Math.max(frame.clientHeight, Math.ceil(box.height * scale));
    var huge = wide > CANVAS || high > CANVAS;
    if (huge) { wide = frame.clientWidth; high = frame.clientHeight; }
    network.setOptions({ interaction: { dragView: huge, zoomView: huge } });
    place.style.width = wide + "px";
    place.style.height = high + "px";
    network.setSize(wide + "px", high + "px");
    var root = nodes.filter(function (node) { return node.kind === "root"; })[0] || nodes[0];
    var middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    network.moveTo({ position: huge ? { x: root.x, y: root.y } : middle, scale: scale, animation: false });
    network.redraw();
    if (keep) {
      frame.scrollLeft = (frame.scrollLeft + frame.clientWidth / 2) * scale / before - frame.clientWidth / 2;
      frame.scrollTop = (frame.scrollTop + frame.clientHeight / 2) * scale / before - frame.clientHeight / 2;
    } else {
      frame.scrollLeft = (root.x - box.left) * scale - frame.clientWidth / 2;
      frame.scrollTop = (root.y - box.top) * scale - frame.clientHeight / 2;
    }
  }
  function fit() { show(Math.max(SMALLEST, whole()), false); }

  // The words of an arrow stand on their own ground near its lower end, where arrows do not meet, above all lines.
  function along(from, to, t) {
    var bend = $roundness * (from.y - to.y), u = 1 - t;
    function mix(a, b, c, d) { return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d; }
    return { x: mix(from.x, from.x, to.x, to.x), y: mix(from.y, from.y - bend, to.y + bend, to.y) };
  }
  function spot(from, to, rank) {
    if (to.y >= from.y) { return along(from, to, 0.5); }
    var wanted = from.top - 21 - STEP * rank, t = 0;
    while (t < 0.5 && along(from, to, t).y > wanted) { t += 0.01; }
    var at = along(from, to, t);
    return { x: Math.max(from.x - ASIDE, Math.min(from.x + ASIDE, at.x)), y: at.y };
  }
  var ranks = {};
  var labels = edges.map(function (edge) {
    var rank = ranks[edge.from] = ranks[edge.from] === undefined ? 0 : ranks[edge.from] + 1;
    return { at: spot(cards[edge.from], cards[edge.to], rank), words: edge.words, color: edge.color.color };
  });
  network.on("afterDrawing", function (ctx) {
    ctx.save();
    ctx.font = "12px " + FACE;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    labels.forEach(function (label) {
      var width = most(label.words.map(function (line) { return ctx.measureText(line).width; })) + 10;
      var height = 15 * label.words.length + 3;
      outline(ctx, label.at.x - width / 2, label.at.y - height / 2, width, height, 4);
      ctx.fillStyle = "#f7f8fa";
      ctx.fill();
      ctx.fillStyle = label.color;
      label.words.forEach(function (line, place) {
        ctx.fillText(line, label.at.x, label.at.y + 15 * (place - (label.words.length - 1) / 2));
      });
    });
    ctx.restore();
  });
  fit();
  document.getElementById("in").onclick = function () { show(Math.min(3, scale * 1.25), true); };
  document.getElementById("out").onclick = function () { show(Math.max(0.1, scale / 1.25), true); };
  document.getElementById("whole").onclick = function () { show(whole(), false); };
  window.addEventListener("resize", fit);
  document.querySelector("details").addEventListener("toggle", function () { setTimeout(fit, 0); });
}());
</script>
</body>
</html>
"""
