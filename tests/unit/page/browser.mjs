// What the scripts of the page find in a browser, as far as these tests need it.

class FakeStorage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, value) {
    this[key] = String(value);
  }
  removeItem(key) {
    delete this[key];
  }
}

const define = (name, get) => Object.defineProperty(globalThis, name, { configurable: true, get });

export const openStorage = () => {
  const storage = new FakeStorage();
  define("localStorage", () => storage);
  return storage;
};

export const openSessionStorage = () => {
  const storage = new FakeStorage();
  define("sessionStorage", () => storage);
  return storage;
};

export const forbidStorage = () =>
  define("localStorage", () => {
    throw new DOMException("forbidden", "SecurityError");
  });

globalThis.window = new EventTarget();
openStorage();
