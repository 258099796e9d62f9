/** The storage that `open` reaches; one in memory, gone with the page, where the browser forbids it. */
export function storageOrMemory(open: () => Storage): Storage {
  try {
    const storage = open()
    storage.getItem('')
    return storage
  } catch {
    // Reading window.localStorage itself throws a SecurityError there.
    return memory()
  }
}

function memory(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
