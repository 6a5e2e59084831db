// Buttons that copy a table and save a chart; without this script the page says the same.
"use strict";
(() => {
  const SCALE = 2;

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => act(made));
    return made;
  }

  // A selection that is copied brings the table as HTML, which 한글 and slides paste as a table; it also works from a file.
  function copyTable(table, from) {
    const range = document.createRange();
    range.selectNode(table);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const copied = document.execCommand("copy");
    selection.removeAllRanges();
    from.textContent = copied ? "복사했습니다" : "복사하지 못했습니다";
  }

  function standalone(drawing) {
    const copy = drawing.cloneNode(true);
    const [, , width, height] = drawing.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }

  function save(href, name) {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    link.click();
  }

  function address(text) {
    return "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }

  function savePng(drawing, name) {
    const { text, width, height } = standalone(drawing);
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SCALE;
      canvas.height = height * SCALE;
      const paper = canvas.getContext("2d");
      paper.fillStyle = "white";
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${name}.png`);
    });
    image.src = address(text);
  }

  for (const table of document.querySelectorAll("table")) {
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(button("표 복사", (from) => copyTable(table, from)));
    table.before(tools);
  }
  document.querySelectorAll("figure svg").forEach((drawing, index) => {
    const name = `그림-${index + 1}`;
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(
      button("PNG 저장", () => savePng(drawing, name)),
      button("SVG 저장", () => save(address(standalone(drawing).text), `${name}.svg`)),
    );
    drawing.after(tools);
  });
})();
