/** A Storage in memory, as one tab has it. */
export function memoryStorage(): Storage {
  const map = new Map<string, string>()
  return {
    get length() {
      return map.size
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, String(value)),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  }
}

/** A `storage` event, as another tab's write sends it. */
export function storageEvent(key: string | null, newValue: string | null = null): Event {
  return Object.assign(new Event('storage'), { key, newValue })
}
