namespace NeuralOps.Core;

/// <summary>
/// The working memory of one thread of <see cref="ScanKernel{TVector}"/>: vectors of channels per step of a chunk, per
/// state, or per step and state.
/// </summary>
internal sealed unsafe class ScanScratch : IDisposable
{
    /// <summary>Steps from one kept state to the next.</summary>
    public const int Chunk = 64;

    private readonly VectorScratch memory;
    private readonly nint states;
    private readonly int lanes;
    private readonly float* perBlock;

    /// <summary>Memory for chunks of a scan.</summary>
    /// <param name="states">N.</param>
    /// <param name="blocks">Blocks of channels that pass together on the way back.</param>
    /// <param name="lanes">Channels of a vector.</param>
    public ScanScratch(nint states, nint blocks, int lanes)
    {
        const nint steps = Chunk;
        (this.states, this.lanes) = (states, lanes);
        nint perBlockVectors = blocks * ((3 * states) + 2);
        memory = new VectorScratch((10 * steps) + states + (2 * steps * states) + perBlockVectors, lanes);
        Steps = memory.Take(steps);
        Driven = memory.Take(steps);
        Outputs = memory.Take(steps);
        Above = memory.Take(steps);
        StepGradient = memory.Take(steps);
        DrivenGradient = memory.Take(steps);
        Decays = memory.Take(2 * steps);
        Before = memory.Take(2 * steps);
        H = memory.Take(states);
        InputSums = memory.Take(steps * states);
        OutputSums = memory.Take(steps * states);
        perBlock = memory.Take(perBlockVectors);
    }

    /// <summary>δ per step.</summary>
    public float* Steps { get; }

    /// <summary>δ·u per step.</summary>
    public float* Driven { get; }

    /// <summary>y before the gate, per step.</summary>
    public float* Outputs { get; }

    /// <summary>dL/dy before the gate, per step.</summary>
    public float* Above { get; }

    /// <summary>dL/dδ through the decays, times log2(e), per step.</summary>
    public float* StepGradient { get; }

    /// <summary>dL/d(δ·u) per step.</summary>
    public float* DrivenGradient { get; }

    /// <summary>exp(δ A) per step, of two states.</summary>
    public float* Decays { get; }

    /// <summary>h before each step, of two states.</summary>
    public float* Before { get; }

    /// <summary>h per state.</summary>
    public float* H { get; }

    /// <summary>dL/dB per step and state, one sum a lane.</summary>
    public float* InputSums { get; }

    /// <summary>dL/dC per step and state, one sum a lane.</summary>
    public float* OutputSums { get; }

    /// <summary>A·log2(e) per state, of a block of channels.</summary>
    public float* A(nint block) => perBlock + (block * ((3 * states) + 2) * lanes);

    /// <summary>dL/dh after the steps that were passed, per state.</summary>
    public float* Adjoint(nint block) => A(block) + (states * lanes);

    /// <summary>dL/dA per state, then dL/dD and that of the steps' bias.</summary>
    public float* Parameters(nint block) => Adjoint(block) + (states * lanes);

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
