/** Which image, by what DICOMweb asks for. */
export interface ImagePlace {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

/** Gives the bytes of an image as they were received, from wherever images are kept. */
export interface ImageSource {
  /** @throws where the archive does not give it: it is asked again later */
  read(image: ImagePlace): Promise<Buffer>;
}
