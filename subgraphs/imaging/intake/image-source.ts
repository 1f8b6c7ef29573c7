/** Which image, by what DICOMweb asks for. */
export interface ImagePlace {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

/** Gives the bytes of an image as they were received, from wherever images are kept. */
export interface ImageSource {
  /**
   * It is asked again later where it throws.
   * @throws SourceAway where the archive does not answer, or says that it can not now; others where it does not give it
   */
  read(image: ImagePlace): Promise<Buffer>;
}
