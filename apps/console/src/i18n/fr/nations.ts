/** A nation in each form a sentence needs, as whole words: no grammar is put together at run time. */
export const nations = {
  MR_name: 'Mauritanie',
  MR_the: 'la Mauritanie',
  MR_by: 'par la Mauritanie',
  MR_to: 'à la Mauritanie',
  MR_of: 'de la Mauritanie',
  ML_name: 'Mali',
  ML_the: 'le Mali',
  ML_by: 'par le Mali',
  ML_to: 'au Mali',
  ML_of: 'du Mali',
  other_name: '{nation}',
  other_the: '{nation}',
  other_by: 'par {nation}',
  other_to: 'à {nation}',
  other_of: 'de {nation}',
} as const;
