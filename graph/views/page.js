// Draws a view whose places are computed already: vis-network keeps the canvas, pointer and zoom, no physics.
// Every text comes from the data as text and is only ever drawn or set as text.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("view-data").textContent);
  var FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
  var SMALLEST = 0.92, LARGEST = 1.15, MOST = 12000, AREA = 4e7, TALLEST = 900;
  var frame = document.getElementById("frame"), place = document.getElementById("network");
  var panel = document.getElementById("panel"), said = document.getElementById("said");
  var still = document.getElementById("static");
  var nodes = {}, near = {}, framed = window.parent !== window, chosen = null, scale = 1;
  data.nodes.forEach(function (node) { nodes[node.id] = node; near[node.id] = []; });
  data.edges.forEach(function (edge) {
    edge.line = new Path2D(edge.path);
    edge.tip = new Path2D(edge.head);
    near[edge.from].push(edge);
    if (edge.to !== edge.from) { near[edge.to].push(edge); }
  });
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function palette() {
    return data.theme === "dark" || (data.theme === "auto" && dark.matches) ? data.palettes.dark : data.palettes.light;
  }

  function rounded(ctx, x, y, width, height, r) {
    ctx.beginPath();
    ctx.moveTo(x + r, y);
    ctx.arcTo(x + width, y, x + width, y + height, r);
    ctx.arcTo(x + width, y + height, x, y + height, r);
    ctx.arcTo(x, y + height, x, y, r);
    ctx.arcTo(x, y, x + width, y, r);
    ctx.closePath();
  }

  function write(ctx, line, color) {
    ctx.font = (line.style === "head" ? "600 " : line.style === "note" ? "italic " : "") + line.size + "px " + FACE;
    ctx.fillStyle = color;
    ctx.fillText(line.text, line.x, line.y);
  }

  function involved(id) {
    return chosen === null || id === chosen || near[chosen].some(function (edge) { return edge.from === id || edge.to === id; });
  }

  function draw(arg) {
    var ctx = arg.ctx, node = nodes[arg.id], look = palette().looks[node.look];
    return {
      drawNode: function () {
        ctx.save();
        ctx.globalAlpha = involved(node.id) ? 1 : 0.45;
        rounded(ctx, node.x, node.y, node.width, node.height, 7);
        ctx.fillStyle = look.fill;
        ctx.fill();
        ctx.lineWidth = node.id === chosen ? 3.5 : arg.state.hover ? 2.6 : 1.5;
        ctx.setLineDash(look.dashes);
        ctx.strokeStyle = look.line;
        ctx.stroke();
        ctx.textAlign = "left";
        ctx.textBaseline = "alphabetic";
        node.lines.forEach(function (line) { write(ctx, line, line.style === "head" ? look.head : look.text); });
        ctx.restore();
      },
      nodeDimensions: { width: node.width, height: node.height }
    };
  }

  function lanes(ctx, colors) {
    data.bands.forEach(function (band) {
      rounded(ctx, 8, band.y, data.width - 16, band.height - 6, 6);
      ctx.fillStyle = colors.card;
      ctx.fill();
      ctx.strokeStyle = colors.line;
      ctx.lineWidth = 1;
      ctx.stroke();
    });
    data.ticks.forEach(function (tick) {
      ctx.beginPath();
      ctx.moveTo(tick.x, 26);
      ctx.lineTo(tick.x, data.height - 16);
      ctx.strokeStyle = colors.line;
      ctx.lineWidth = 1;
      ctx.stroke();
      write(ctx, { text: (tick.broken ? "… " : "") + tick.text, x: tick.x, y: 18, size: 12 }, colors.soft);
    });
  }

  function headings(ctx, colors) {
    data.bands.forEach(function (band) {
      ctx.font = "600 12px " + FACE;
      ctx.fillStyle = colors.card;
      ctx.fillRect(12, band.y + 4, ctx.measureText(band.title).width + 12, 19);
      ctx.fillStyle = colors.soft;
      ctx.fillText(band.title, 18, band.y + 18);
    });
  }

  function arrows(ctx, colors) {
    data.edges.forEach(function (edge) {
      var stroke = colors.strokes[edge.look], mine = chosen !== null && near[chosen].indexOf(edge) >= 0;
      ctx.globalAlpha = mine ? 1 : chosen !== null ? 0.16 : data.dense ? 0.6 : 1;
      ctx.lineWidth = mine ? 2.8 : data.dense ? 1 : 1.6;
      ctx.strokeStyle = ctx.fillStyle = stroke.color;
      ctx.setLineDash(stroke.dashes);
      ctx.stroke(edge.line);
      ctx.setLineDash([]);
      ctx.fill(edge.tip);
    });
    ctx.globalAlpha = 1;
  }

  function labels(ctx) {
    var colors = palette();
    ctx.save();
    ctx.textAlign = "center";
    data.edges.forEach(function (edge) {
      if (!edge.label) { return; }
      ctx.font = "11px " + FACE;
      var room = ctx.measureText(edge.label.text).width + 8;
      ctx.fillStyle = colors.ground;
      ctx.fillRect(edge.label.x - room / 2, edge.label.y - 12, room, 17);
      ctx.fillStyle = colors.strokes[edge.look].color;
      ctx.fillText(edge.label.text, edge.label.x, edge.label.y);
    });
    ctx.restore();
  }

  frame.hidden = false;
  document.getElementById("tools").hidden = false;
  still.hidden = true;
  var drawn = data.network.nodes.map(function (node) {
    node.shape = "custom";
    node.ctxRenderer = draw;
    return node;
  });
  var network = new vis.Network(place, { nodes: new vis.DataSet(drawn), edges: new vis.DataSet(data.network.edges) }, data.options);
  network.on("beforeDrawing", function (ctx) {
    var colors = palette();
    ctx.save();
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    lanes(ctx, colors);
    arrows(ctx, colors);
    headings(ctx, colors);
    ctx.restore();
  });
  network.on("afterDrawing", labels);
  dark.addEventListener("change", function () { network.redraw(); });

  function tall() {
    var rest = document.body.getBoundingClientRect().height - frame.getBoundingClientRect().height;
    return framed ? TALLEST : Math.max(360, window.innerHeight - Math.min(rest, 330));
  }

  function whole() { return Math.min(LARGEST, frame.clientWidth / data.width, tall() / data.height); }

  // The picture is as large as its text asks for, and the frame scrolls; what no canvas can hold is moved by hand.
  function show(wanted, keep) {
    var before = scale;
    scale = wanted;
    frame.style.height = Math.min(tall(), Math.ceil(data.height * scale) + 18) + "px";
    var wide = Math.max(frame.clientWidth, Math.ceil(data.width * scale));
    var high = Math.max(frame.clientHeight, Math.ceil(data.height * scale));
    var huge = wide > MOST || high > MOST || wide * high > AREA;
    if (huge) { wide = frame.clientWidth; high = frame.clientHeight; }
    network.setOptions({ interaction: { dragView: huge, zoomView: huge } });
    place.style.width = wide + "px";
    place.style.height = high + "px";
    network.setSize(wide + "px", high + "px");
    var root = nodes[data.root], at = { x: root.x + root.width / 2, y: root.y + root.height / 2 };
    network.moveTo({ position: huge ? at : { x: data.width / 2, y: data.height / 2 }, scale: scale, animation: false });
    network.redraw();
    if (keep) {
      frame.scrollLeft = (frame.scrollLeft + frame.clientWidth / 2) * scale / before - frame.clientWidth / 2;
      frame.scrollTop = (frame.scrollTop + frame.clientHeight / 2) * scale / before - frame.clientHeight / 2;
    } else {
      frame.scrollLeft = at.x * scale - frame.clientWidth / 2;
      frame.scrollTop = data.height * scale <= frame.clientHeight ? 0 : at.y * scale - frame.clientHeight / 3;
    }
  }
  function fit() { show(Math.max(SMALLEST, whole()), false); }

  function element(name, text) {
    var made = document.createElement(name);
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function tellEdge(edge, list) {
    var item = element("li", nodes[edge.from].name + " → " + nodes[edge.to].name + ": " + edge.words);
    edge.quotations.forEach(function (sentence) { item.appendChild(element("blockquote", sentence)); });
    if (edge.more) { item.appendChild(element("p", edge.more)); }
    list.appendChild(item);
  }

  function tell(node) {
    panel.textContent = "";
    panel.hidden = !node;
    if (!node) { return; }
    var facts = element("dl"), list = element("ul");
    node.facts.forEach(function (fact) {
      facts.appendChild(element("dt", fact[0]));
      facts.appendChild(element("dd", fact[1]));
    });
    near[node.id].slice(0, 40).forEach(function (edge) { tellEdge(edge, list); });
    panel.appendChild(element("h2", node.name));
    panel.appendChild(facts);
    panel.appendChild(list);
    if (node.link) {
      var link = element("a", data.words.open);
      link.href = node.link;
      link.target = "_blank";
      link.rel = "noopener";
      panel.appendChild(link);
    }
  }

  function choose(id, bring) {
    chosen = id;
    var node = id === null ? null : nodes[id];
    said.textContent = node ? node.said : "";
    tell(node);
    if (node && bring) {
      frame.scrollLeft = (node.x + node.width / 2) * scale - frame.clientWidth / 2;
      frame.scrollTop = (node.y + node.height / 2) * scale - frame.clientHeight / 2;
    }
    network.redraw();
  }

  function next(direction) {
    var from = nodes[chosen], best = null, least = Infinity;
    data.nodes.forEach(function (node) {
      var x = node.x + node.width / 2 - from.x - from.width / 2, y = node.y + node.height / 2 - from.y - from.height / 2;
      var along = direction[0] * x + direction[1] * y, aside = Math.abs(direction[1] * x) + Math.abs(direction[0] * y);
      if (node !== from && along > 4 && along + 2.5 * aside < least) { best = node; least = along + 2.5 * aside; }
    });
    if (best) { choose(best.id, true); }
  }

  var WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  frame.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (WAYS[event.key]) {
      if (chosen === null) { choose(data.root, true); } else { next(WAYS[event.key]); }
    } else if (event.key === "Home") {
      choose(data.root, true);
    } else if (event.key === "Escape" && chosen !== null) {
      choose(null, false);
    } else if (event.key === "Enter" && chosen !== null && nodes[chosen].link) {
      window.open(nodes[chosen].link, "_blank", "noopener");
    } else if (event.key === "+" || event.key === "-") {
      show(Math.max(0.1, Math.min(3, event.key === "+" ? scale * 1.25 : scale / 1.25)), true);
    } else {
      return;
    }
    event.preventDefault();
  });
  network.on("click", function (event) {
    choose(event.nodes.length ? event.nodes[0] : null, false);
    network.unselectAll();
  });
  document.getElementById("in").onclick = function () { show(Math.min(3, scale * 1.25), true); };
  document.getElementById("out").onclick = function () { show(Math.max(0.1, scale / 1.25), true); };
  document.getElementById("whole").onclick = function () { show(whole(), false); };
  var width = window.innerWidth;
  window.addEventListener("resize", function () {
    if (!framed || window.innerWidth !== width) { width = window.innerWidth; fit(); }
  });
  fit();
}());
