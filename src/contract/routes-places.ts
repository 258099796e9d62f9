import * as places from './places.ts'
import type { Route } from './route.ts'

/** Places that check for the site: their keys, their work and what they found. */
export const placeRoutes = [
  { id: 'listPlaces', method: 'GET', path: '/api/places', access: 'admin', status: 200 },
  {
    id: 'createPlace',
    method: 'POST',
    path: '/api/places',
    access: 'admin',
    body: places.PlaceCreateBody,
    status: 201,
  },
  {
    id: 'revokePlace',
    method: 'DELETE',
    path: '/api/places/:id',
    access: 'admin',
    params: places.PlacePath,
    status: 200,
  },
  { id: 'proberWork', method: 'GET', path: '/api/prober/work', access: 'place_key', status: 200 },
  {
    id: 'proberResults',
    method: 'POST',
    path: '/api/prober/results',
    access: 'place_key',
    body: places.ProberResultsBody,
    status: 200,
  },
] as const satisfies readonly Route[]
