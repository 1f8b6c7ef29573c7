/** The folder of the models that ship. Apart from the registry, which brings onnxruntime with it. */
export const SHIPPED_MODELS = import.meta.dirname;
