namespace NeuralOps.Core;

/// <summary>A model that carries states from frame to frame and can write both of its ONNX graphs: one over a whole
/// sequence, one over a single frame.</summary>
public interface IOnnxRecurrent
{
    /// <summary>What a frame takes.</summary>
    IReadOnlyList<GraphSignal> Inputs { get; }

    /// <summary>What a frame gives.</summary>
    GraphSignal Output { get; }

    /// <summary>The states, zero at the start, in the order of execution.</summary>
    IReadOnlyList<GraphSignal> States { get; }

    /// <summary>The most frames that the states can count, or null where there is no limit.</summary>
    long? FrameLimit { get; }

    /// <summary>Appends the model's nodes and weights.</summary>
    /// <param name="graph">The graph to append to, positioned at the module's scope.</param>
    /// <param name="form">Which of the two graphs.</param>
    /// <param name="inputs">As <see cref="Inputs"/>: [B, L, …] of a sequence, [B, …] of a step.</param>
    /// <param name="states">As <see cref="States"/>: [B, …].</param>
    RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states);
}
