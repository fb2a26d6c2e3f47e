// Attachments are sent at once and in pieces (tus 1.0): a bar each, pause, go on, cancel. Without script the form's own
// field sends them with the form; with script its files are taken out of the form as soon as they are chosen.
"use strict";

(() => {
  const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
  const MB = 1024 * 1024;

  function units(bytes) {
    return bytes >= 1024 * MB ? `${(bytes / 1024 / MB).toFixed(2)} GB` : `${(bytes / MB).toFixed(1)} MB`;
  }

  function token() {
    return document.querySelector("input[name=csrfmiddlewaretoken]").value;
  }

  // The sentence of the API's answer, or what a lost line means.
  function sentence(error) {
    const body = error.originalResponse ? error.originalResponse.getBody() : "";
    try {
      return JSON.parse(body).title;
    } catch {
      return "网络中断，已收到的部分保留；恢复后点“继续”，从断点续传。";
    }
  }

  class Line {
    constructor(box, file) {
      this.box = box;
      this.file = file;
      this.item = box.querySelector("template").content.firstElementChild.cloneNode(true);
      this.part("name").textContent = file.name;
      this.part("bar").setAttribute("aria-label", `${file.name} 上传进度`);
      this.part("pause").addEventListener("click", () => this.toggle());
      this.part("cancel").addEventListener("click", () => this.cancel());
      box.querySelector("[data-list]").append(this.item);
      this.resumed = 0;
      this.upload = new tus.Upload(file, {
        endpoint: box.dataset.uploads,
        retryDelays: RETRIES,
        metadata: { filename: file.name },
        headers: { "X-CSRFToken": token() },
        removeFingerprintOnSuccess: true,
        onProgress: (sent, total) => this.show(sent, total),
        onError: (error) => this.failed(sentence(error)),
        onSuccess: () => this.done(),
      });
      this.begin();
    }

    part(name) {
      return this.item.querySelector(`[data-${name}]`);
    }

    say(text, state) {
      this.part("said").textContent = text;
      this.item.classList.toggle("is-paused", state === "paused");
      this.item.classList.toggle("is-failed", state === "failed");
    }

    async begin() {
      const earlier = await this.upload.findPreviousUploads();
      if (earlier.length) {
        this.upload.resumeFromPreviousUpload(earlier[0]);
        this.resumed = 1;
      }
      this.run();
    }

    run() {
      this.running = true;
      this.part("pause").textContent = "暂停";
      this.say(this.resumed ? "正在从断点续传" : "正在上传");
      this.upload.start();
    }

    async toggle() {
      if (this.running) {
        this.running = false;
        await this.upload.abort();
        this.part("pause").textContent = "继续";
        this.say("已暂停，已收到的部分保留", "paused");
      } else {
        this.resumed = 1;
        this.run();
      }
    }

    async cancel() {
      this.running = false;
      this.gone = true;
      this.item.remove();
      this.box.querySelector("input[type=file]").focus();
      changed(this.box);
      try {
        await this.upload.abort(true);
      } catch {
        // The server sweeps what nobody goes on with.
      }
    }

    show(sent, total) {
      const percent = Math.floor((sent * 100) / total);
      this.part("percent").textContent = `${percent}%`;
      this.part("bar").setAttribute("aria-valuenow", String(percent));
      this.part("bar").firstElementChild.style.width = `${percent}%`;
      if (this.running) this.say(`${this.resumed ? "续传" : "已传"} ${units(sent)} / ${units(total)}`);
    }

    failed(text) {
      this.running = false;
      this.part("pause").textContent = "继续";
      this.say(text, "failed");
    }

    done() {
      if (this.gone) return;
      this.running = false;
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "uploads";
      input.value = this.upload.url.split("/").pop();
      this.item.append(input);
      this.item.classList.add("is-done");
      this.part("pause").remove();
      this.part("bar").hidden = true;
      this.part("percent").textContent = "";
      this.say(`${units(this.file.size)}，已传完，随本事项提交`);
      changed(this.box);
    }
  }

  const lines = new Set();

  function changed(box) {
    box.closest("form").dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("change", (event) => {
    const input = event.target.closest?.("[data-uploads] input[type=file]");
    if (!input || !window.tus || !tus.isSupported) return;
    const box = input.closest("[data-uploads]");
    for (const file of input.files) lines.add(new Line(box, file));
    input.value = "";
  });

  // A form with a file under way isn't sent: the act would go without it.
  document.addEventListener("submit", (event) => {
    const under = [...lines].filter((line) => line.item.isConnected && !line.item.classList.contains("is-done"));
    if (!under.length || !event.target.contains(under[0].box) || event.submitter?.formNoValidate) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = document.getElementById("chk-files");
    note.textContent = "还有文件没有传完。请等上传完成后提交，或者取消该文件。";
    note.classList.add("is-told");
    under[0].item.scrollIntoView({ block: "center" });
    under[0].part("pause").focus();
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if ([...lines].some((line) => line.running && line.item.isConnected)) event.preventDefault();
  });
})();
