namespace NeuralOps.Data;

/// <summary>The clips of a split, and what its list names without there being any.</summary>
/// <param name="Clips">In the list's order: a clip with the captions of the whole, then one for each described
/// part.</param>
/// <param name="Missing">Ids of the list that have no vectors.</param>
/// <param name="EmptyParts">Described parts that lie outside of their clips.</param>
public sealed record MotionFolderSplit(
    IReadOnlyList<MotionClip> Clips, IReadOnlyList<string> Missing, int EmptyParts);
