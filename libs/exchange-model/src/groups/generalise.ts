import ngeohash from 'ngeohash';
import type { Birth, GeneralisedPlace, Place } from '../alert/document.js';

const CELL_CHARACTERS = 5;
const REGION_CHARACTERS = 3;

export function birthYear(birth: Birth): Birth {
  return { date: birth.date.slice(0, 4), precision: 'year' };
}

export function placeCell(place: Place): GeneralisedPlace & { cell: string } {
  return { cell: ngeohash.encode(place.lat, place.lon, CELL_CHARACTERS) };
}

export function placeRegion(place: Place): GeneralisedPlace & { region: string } {
  return { region: ngeohash.encode(place.lat, place.lon, REGION_CHARACTERS) };
}
