"use strict";
// Without this script the form works all the same; with it files may be dropped, and their way is shown.
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const files = form.querySelector("#files");
  const shown = document.getElementById("progress");
  const [bar, text, stop] = [shown.querySelector("progress"), shown.querySelector("p"), shown.querySelector("button")];
  const button = form.querySelector("button[type=submit]");
  const say = (words) => { text.textContent = words; };
  const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

  for (const name of ["dragover", "dragenter"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("dragging"); });
  }
  form.addEventListener("dragleave", () => form.classList.remove("dragging"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dragging");
    files.files = event.dataTransfer.files;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    const began = Date.now();
    const over = (words) => { say(words); button.disabled = false; stop.hidden = true; };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (step) => {
      if (!step.lengthComputable) return;
      bar.value = 100 * step.loaded / step.total;
      const left = Math.ceil((step.total - step.loaded) / step.loaded * (Date.now() - began) / 1000);
      say(`${megabytes(step.loaded)} / ${megabytes(step.total)} MB` + (left > 1 ? ` · 약 ${left}초 남았습니다` : ""));
    };
    request.upload.onload = () => { say("파일을 다 보냈습니다. 확인하고 있습니다."); stop.hidden = true; };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { answer = {}; }
      if (answer.address) location.assign(answer.address);
      else over(answer.problem || "올리지 못했습니다. 잠시 뒤 다시 해 주세요.");
    };
    request.onerror = () => over("연결이 끊겼습니다. 다시 올려 주세요. 같은 파일을 두 번 저장하지는 않습니다.");
    request.onabort = () => over("그만두었습니다. 올라간 것은 없습니다.");
    stop.onclick = () => request.abort();
    stop.hidden = false;
    button.disabled = true;
    shown.hidden = false;
    bar.value = 0;
    request.send(new FormData(form));
  });
})();
