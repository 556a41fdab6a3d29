namespace NeuralOps.Rollout;

/// <summary>
/// A horizon that grows during training: h(t) = min(h₁, h₀ + a ⌊t / s⌋), a pure function of the index t, so a run
/// resumes at any t.
/// </summary>
public sealed record HorizonCurriculum
{
    /// <summary>h₀, the first horizon, from 1.</summary>
    public int Start
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>h₁, the last horizon, from 1.</summary>
    public required int End
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>a, the steps that a stair adds, from 1.</summary>
    public int Increment
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>s, the length of a stair in units of the index, from 1.</summary>
    public required long Every
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>Whether the index counts epochs; otherwise updates.</summary>
    public bool PerEpoch { get; init; }

    /// <summary>h(t).</summary>
    /// <param name="t">The index, from 0.</param>
    public int At(long t) => (int)Math.Min(End, Start + Increment * (t / Every));

    /// <summary>The horizon where a run stands.</summary>
    /// <param name="state">The run's state, usually that of its trainer.</param>
    public int At(TrainerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return At(PerEpoch ? state.Epoch : state.Step);
    }
}
