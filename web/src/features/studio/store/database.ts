/** A shelf of the browser's own database: values by key, kept over reloads. Where it is forbidden nothing is kept. */
const NAME = 'huahua.studio'
const SHELF = 'documents'

let opened: Promise<IDBDatabase | null> | null = null

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(SHELF)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
      request.onblocked = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
  return opened
}

async function ask<T>(mode: IDBTransactionMode, make: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const database = await open()
  if (!database) return undefined
  return new Promise((resolve) => {
    try {
      const request = make(database.transaction(SHELF, mode).objectStore(SHELF))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
}

export const take = <T>(key: string): Promise<T | undefined> => ask<T>('readonly', (shelf) => shelf.get(key) as IDBRequest<T>)
export const put = (key: string, value: unknown): Promise<unknown> => ask('readwrite', (shelf) => shelf.put(value, key))
export const drop = (key: string): Promise<unknown> => ask('readwrite', (shelf) => shelf.delete(key))
export const allKeys = async (): Promise<string[]> => ((await ask('readonly', (shelf) => shelf.getAllKeys())) ?? []).map(String)
