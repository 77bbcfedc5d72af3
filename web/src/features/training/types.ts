import type { components } from '@/api/schema'

type Schemas = components['schemas']

export type Dataset = Schemas['DatasetCard']
export type DatasetWhole = Schemas['DatasetWhole']
export type DatasetPicture = Schemas['DatasetPicture']
export type Difference = Schemas['VersionDifference']
export type Training = Schemas['TrainingCard']
export type TrainingWhole = Schemas['TrainingWhole']
export type Means = Schemas['TrainingMeans']
export interface List<T> {
  items: T[]
}

export const keys = {
  datasets: ['training', 'datasets'] as const,
  dataset: (id: string) => ['training', 'dataset', id] as const,
  diff: (id: string, older: number, newer: number) => ['training', 'diff', id, older, newer] as const,
  trainings: ['training', 'trainings'] as const,
  training: (id: string) => ['training', 'one', id] as const,
  means: ['training', 'means'] as const,
}

export const GOING = ['queued', 'training', 'pausing']
export const fileUrl = (datasetId: string, sha256: string, size = 'thumb') => `/api/datasets/${datasetId}/files/${sha256}?size=${size}`
