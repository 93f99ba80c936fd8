namespace RankElastor.Kernels.Products;

/// <summary>Sizes that whole tiles and vectors cover.</summary>
static class Padding
{
    /// <summary>The least multiple that is not below <paramref name="size"/>; neither is negative.</summary>
    public static int RoundUp(int size, int multiple) => (size + multiple - 1) / multiple * multiple;
}
