import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { PaintRequest } from '@/api/types'
import { type Brand, type BrandWish, wishOf } from './types'

export const useBrands = () => useQuery({ queryKey: keys.brands, queryFn: ({ signal }) => api.get<{ items: Brand[] }>('/api/brands', undefined, signal), staleTime: 30_000 })

interface Saved {
  id: string | null
  /** a team that it is given to, for good */
  teamId: string | null
  wish: BrandWish
  /** a new logo; null takes it away, undefined leaves it */
  logo: File | null | undefined
  /** tells the id as soon as there is one: a logo that is refused does not make a second brand */
  onId: (id: string) => void
}

/** `save` answers with why the logo was refused, where all the rest is kept. */
export function useBrandChanges() {
  const client = useQueryClient()
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.brands })
  const save = useMutation({
    mutationFn: async ({ id, teamId, wish, logo, onId }: Saved) => {
      const body = wishOf(wish)
      let brand = id ? await api.put<Brand>(`/api/brands/${id}`, body) : await api.post<Brand>('/api/brands', { ...body, team_id: teamId })
      onId(brand.id)
      if (teamId && !brand.team_id) brand = await api.put<Brand>(`/api/brands/${brand.id}/team/${teamId}`, {})
      if (logo) {
        const form = new FormData()
        form.append('file', logo)
        const refused = await api.put(`/api/brands/${brand.id}/logo`, form).then(() => null, (fault: unknown) => ({ fault }))
        if (refused) return refused
      } else if (logo === null && brand.logo) await api.delete(`/api/brands/${brand.id}/logo`)
      return null
    },
    onSettled,
  })
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/api/brands/${id}`), onSettled })
  return { save, remove }
}

/** What is worked with now, in every studio; `null` of logo and colours leaves that to the brand. */
interface Chosen {
  brandId: string | null
  logo: boolean | null
  colours: boolean | null
  choose: (brandId: string | null) => void
  set: (change: { logo?: boolean | null; colours?: boolean | null }) => void
}

const KEY = 'huahua.brand'

export const useChosen = create<Chosen>((set) => ({
  brandId: localStorage.getItem(KEY),
  logo: null,
  colours: null,
  choose: (brandId) => {
    if (brandId) localStorage.setItem(KEY, brandId)
    else localStorage.removeItem(KEY)
    set({ brandId, logo: null, colours: null })
  },
  set: (change) => set(change),
}))

/** The brand that is worked with; null without one, and while it is somebody else's or gone. */
export function useBrand(): Brand | null {
  const brandId = useChosen((s) => s.brandId)
  const brands = useBrands().data?.items
  return brands?.find(({ id }) => id === brandId) ?? null
}

/** What a painting is asked of a brand. */
export function brandRequest(brand: Brand | null, { logo, colours }: Pick<Chosen, 'logo' | 'colours'>): Pick<PaintRequest, 'brand_id' | 'brand_logo' | 'brand_colours'> {
  if (!brand) return {}
  return { brand_id: brand.id, ...(logo === null || (logo && !brand.logo) ? {} : { brand_logo: logo }), ...(colours === null ? {} : { brand_colours: colours }) }
}
