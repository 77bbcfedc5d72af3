import { create } from 'zustand'
import { uploadPicture } from '@/api/upload'

export interface Upload {
  id: number
  name: string
  /** sent so far, 0…1 */
  fraction: number
  error: unknown
  done: boolean
}

interface Uploads {
  list: Upload[]
  send: (files: File[], onDone: () => void) => void
  dismiss: () => void
}

let next = 1

/** Own pictures on their way to the server, two at a time; they go on when one looks at another page. */
export const useUploads = create<Uploads>((set) => {
  const change = (id: number, part: Partial<Upload>) =>
    set((state) => ({ list: state.list.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)) }))
  return {
    list: [],
    send: (files, onDone) => {
      const queue = files.map((file) => ({ file, upload: { id: next++, name: file.name, fraction: 0, error: null, done: false } }))
      set((state) => ({ list: [...state.list.filter((upload) => !upload.done || upload.error), ...queue.map((entry) => entry.upload)] }))
      const work = async (): Promise<void> => {
        for (let entry = queue.shift(); entry; entry = queue.shift()) {
          const { id } = entry.upload
          try {
            await uploadPicture(entry.file, (fraction) => change(id, { fraction }), new AbortController().signal)
            change(id, { fraction: 1, done: true })
            onDone()
          } catch (error) {
            change(id, { error, done: true })
          }
        }
      }
      void work()
      void work()
    },
    dismiss: () => set((state) => ({ list: state.list.filter((upload) => !upload.done) })),
  }
})
