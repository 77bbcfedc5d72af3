/**
 * What runs say while they go on, as ARCHITECTURE.md lists it under 'Runs'. OpenAPI describes no event streams, so these
 * are the only shapes of the server that are written by hand.
 */
export interface RunEvent {
  seq: number
  type: string
  data: Record<string, unknown>
  at: string
}

/** `picture.pending` */
export interface PendingPictures {
  painting_run_id: string
  prompt: string
  count: number
  aspect: string | null
}

/** `attempt`: an engine failed in a way that may pass, and is asked again after a pause */
export interface Attempt {
  index: number
  /** the one that comes, from 2 */
  attempt: number
  of: number
  /** the painting goes on at the vendor; it is waited for, not painted again */
  goes_on: boolean
}

/** `progress` */
export interface Progress {
  fraction: number
  stage: string | null
  index: number
  count: number
  eta_s: number | null
  /** the number of the newest preview of each picture that has one, by its place */
  previews: Readonly<Record<string, number>>
}
