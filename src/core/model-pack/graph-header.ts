/** What an ONNX file says about itself before anything is run. */
export interface GraphHeader {
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  /** Files with weights that the model reads, as it names them: relative to the model's own folder. */
  readonly external: readonly string[];
}

/** An input or output of a graph. */
export interface GraphPort {
  readonly name: string;
  /** `float32`, `int64` … as onnxruntime names them; `unknown` for what is no tensor. */
  readonly type: string;
  /** A number is fixed, a name stands for a size that may differ, `''` for one without a name. Absent: any rank. */
  readonly dims?: readonly (number | string)[];
}
