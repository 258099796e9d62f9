import { TextAnswer } from '../answer.ts'
import type { Handlers } from '../handler.ts'
import { allPlaces, createPlace, endPlace, proberResults, proberWork } from '../../services/places/index.ts'

export const placeHandlers = {
  listPlaces: (ctx) => allPlaces(ctx),
  createPlace: (ctx, { body }) => createPlace(ctx, body),
  revokePlace: (ctx, { params }) => endPlace(ctx, params),
  proberWork: async (ctx) => {
    const { body, etag } = await proberWork(ctx)
    return new TextAnswer(() => body, { etag })
  },
  proberResults: (ctx, { body }) => proberResults(ctx, body),
} satisfies Partial<Handlers>
