import type { GeneralisedPlace, Place } from '@passerelle/exchange-model';

export interface Point {
  lat: number;
  lon: number;
}

const BASE32 = '0123456789bcdefghjkmnpqrstuvwxyz';
const EARTH_KM = 6_371;
/** What concerns a post: half a day's ride on either side. */
export const HERE_KM = 50;

/** The middle of a geohash square: each character halves longitude and latitude in turn, five times. */
export function cellCentre(cell: string): Point {
  const lon = { from: -180, to: 180 };
  const lat = { from: -90, to: 90 };
  let bit = 0;
  for (const character of cell) {
    const value = BASE32.indexOf(character);
    for (let mask = 16; mask > 0; mask >>= 1, bit++) {
      const range = bit % 2 === 0 ? lon : lat;
      const middle = (range.from + range.to) / 2;
      if ((value & mask) > 0) range.from = middle;
      else range.to = middle;
    }
  }
  return { lat: (lat.from + lat.to) / 2, lon: (lon.from + lon.to) / 2 };
}

/** Where an alert says it is, as exactly as it says it; a region of 150 km is nowhere in particular. */
export function pointOfPlace(place: Place | GeneralisedPlace | undefined): Point | null {
  if (!place || 'region' in place) return null;
  return 'cell' in place ? cellCentre(place.cell) : place;
}

/** Great-circle distance (haversine). */
export function kilometresBetween(one: Point, other: Point): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const [dLat, dLon] = [rad(other.lat - one.lat), rad(other.lon - one.lon)];
  const a =
    Math.sin(dLat / 2) ** 2 + Math.cos(rad(one.lat)) * Math.cos(rad(other.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}
