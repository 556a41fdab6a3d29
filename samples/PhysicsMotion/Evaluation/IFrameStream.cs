namespace PhysicsMotion;

/// <summary>A model that answers frame by frame and carries what came before.</summary>
internal interface IFrameStream : IDisposable
{
    /// <summary>What runs it.</summary>
    string Name { get; }

    /// <summary>The model's answer to one frame.</summary>
    /// <param name="frame">Normalised, [D].</param>
    /// <param name="physics">Its physics state, [64].</param>
    /// <param name="answer">[D].</param>
    void Next(ReadOnlySpan<float> frame, ReadOnlySpan<float> physics, Span<float> answer);
}
