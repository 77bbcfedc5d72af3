import type { components } from '@/api/schema'

type Schemas = components['schemas']

export type Project = Schemas['AvatarProject']
export type ProjectCard = Schemas['AvatarProjectCard']
export type Step = Schemas['AvatarStep']
export type Candidates = Schemas['AvatarCandidates']
export type Candidate = Schemas['AvatarCandidate']
export type Ranking = Schemas['AvatarRanking']
export type Parsed = Schemas['ParsedOut']
export type Match = Schemas['MatchOut']

/** The fields of an `AvatarSpec` of which something is said. */
export type Spec = Record<string, string | string[]>

/** What a step of the history holds; `number` and the like are the server's. */
export interface Look {
  spec: Spec
  words: string
  seed: number
  /** a painting model, null: the vector avatar */
  engine: string | null
  /** a drawing style that was picked by hand */
  drawing: string | null
  locked: string[]
  /** a trained style for the painting model */
  adapter: string | null
}

export const emptyLook: Look = { spec: {}, words: '', seed: 0, engine: null, drawing: null, locked: [], adapter: null }

export const lookOf = (step: Step): Look => ({
  spec: step.spec as Spec,
  words: step.words,
  seed: step.seed,
  engine: step.engine,
  drawing: step.drawing,
  locked: step.locked,
  adapter: step.adapter,
})

export const sameLook = (a: Look, b: Look): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))

const canonical = (look: Look) => [Object.entries(look.spec).sort(([a], [b]) => (a < b ? -1 : 1)), look.words, look.seed, look.engine, look.drawing, look.locked, look.adapter]
