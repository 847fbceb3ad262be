// Streamlit's uploader has no way in but its own file input: what is dropped or pasted goes there, so
// that it comes to the server by the same road, with the same bounds, as a file that was chosen.
const PLACE = ".st-key-picture_drop";
const UPLOADER = ".st-key-dropped_picture";
const OWN_DROP_ZONE = "[data-testid=stFileUploaderDropzone]";
const FAILED = "[data-testid=stFileUploaderFileErrorMessage]";
const CLIPBOARD =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7 4H4.5v13h11V4H13M7 3h6v3H7z"/></svg>';

const instances = new WeakMap();

function hasFiles(event) {
  return Array.from(event.dataTransfer?.types ?? []).includes("Files");
}

function isPicture(file) {
  // A system that does not know a kind of file leaves its type empty; the server tells what it is.
  return file.type === "" || file.type.startsWith("image/");
}

class PictureDrop {
  constructor(root) {
    this.button = root.querySelector(".paste");
    this.note = root.querySelector(".note");
    this.target = root.querySelector(".target");
    this.listeners = new AbortController();
    const options = { signal: this.listeners.signal };
    for (const name of ["dragenter", "dragover"]) {
      document.addEventListener(name, (event) => this.hover(event), options);
    }
    document.addEventListener("dragleave", (event) => this.leave(event), options);
    document.addEventListener("drop", (event) => this.drop(event), options);
    document.addEventListener("paste", (event) => this.paste(event), options);
    this.button.addEventListener("click", () => this.readClipboard(), options);
    this.failure = new MutationObserver(() => this.tellFailure());
  }

  show(data) {
    this.data = data;
    this.place = document.querySelector(PLACE);
    this.button.innerHTML = CLIPBOARD;
    this.button.append(data.words.paste);
    this.button.title = data.words.pasteHelp;
    this.button.hidden = !navigator.clipboard?.read;
    this.target.textContent = data.words.drop;
    if (this.taken !== data.taken) this.say("");
    this.taken = data.taken;
    this.uploader = document.querySelector(UPLOADER);
    if (this.uploader) this.failure.observe(this.uploader, { childList: true, subtree: true });
  }

  stop() {
    this.listeners.abort();
    this.failure.disconnect();
  }

  say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = sentence === "";
    // The button shares a row with others: the sentence takes one of its own.
    this.place?.toggleAttribute("data-is-telling", !this.note.hidden);
  }

  hover(event) {
    if (!hasFiles(event)) return;
    const isElsewhere = Boolean(event.target.closest?.(OWN_DROP_ZONE));
    this.target.togglePopover(!isElsewhere);
    if (!isElsewhere) event.preventDefault();
  }

  leave(event) {
    if (event.relatedTarget === null) this.target.hidePopover();
  }

  drop(event) {
    this.target.hidePopover();
    if (!hasFiles(event) || event.target.closest?.(OWN_DROP_ZONE)) return;
    event.preventDefault();
    this.take(Array.from(event.dataTransfer.files));
  }

  paste(event) {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    this.take(files);
  }

  async readClipboard() {
    let items;
    try {
      items = await navigator.clipboard.read();
    } catch {
      this.say(this.data.words.clipboardRefused);
      return;
    }
    for (const item of items) {
      const type = item.types.find((name) => name.startsWith("image/"));
      if (type) {
        this.take([new File([await item.getType(type)], "clipboard", { type })]);
        return;
      }
    }
    this.say(this.data.words.noPicture);
  }

  take(files) {
    const file = files.find(isPicture);
    if (!file) return this.say(this.data.words.noPicture);
    if (file.size > this.data.maxBytes) return this.say(this.data.words.tooLarge);
    const input = this.uploader?.querySelector("input[type=file]");
    if (!input) return;
    const transfer = new DataTransfer();
    transfer.items.add(file);
    input.files = transfer.files;
    this.say(this.data.words.sending);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tellFailure() {
    if (this.uploader.querySelector(FAILED)) this.say(this.data.words.failed);
  }
}

function component({ data, parentElement }) {
  if (!instances.has(parentElement)) {
    instances.set(parentElement, new PictureDrop(parentElement));
  }
  const drop = instances.get(parentElement);
  drop.show(data);
  return () => {
    drop.stop();
    instances.delete(parentElement);
  };
}
