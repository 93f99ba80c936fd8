using RankElastor.Data.Configuration;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// The newest items of a history, which have an attention of their own. FuxiCTR counts the target among them, so that
/// there are <see cref="Size"/> − 1, and takes their mask one position too early: an item is hidden where the one
/// before it is padding. That is the default; <see cref="MaskLags"/> false takes each item's own mask.
/// </summary>
/// <remarks>
/// Of a shorter history, which FuxiCTR cannot take, all items are in the window; with the lagging mask all but the
/// first, which has none before it.
/// </remarks>
public sealed record ShortWindow
{
    /// <summary>Items of the window and the target.</summary>
    public int Size { get; init; } = 50;

    /// <summary>Whether an item has the mask of the one before it.</summary>
    public bool MaskLags { get; init; } = true;

    static readonly Key<bool> _lags = Key.Word(
        "short_mask",
        "Which mask the newest items have: reference: that of the position before each; paper: their own.",
        ("reference", true), ("paper", false));

    /// <summary>The keys.</summary>
    internal static KeyTable<ShortWindow> Keys { get; } = new(() => new())
    {
        {
            Key.Whole("short_seq_len", "The newest items, the target counted, that have an attention of their own.",
                least: 1, most: Key.MostWidth),
            options => options.Size
        },
        { _lags, options => options.MaskLags },
    };

    /// <summary>Items [B, n, m] and their mask [B, n] of histories [B, L, m] and theirs [B, L].</summary>
    internal (Tensor Items, Tensor Mask) Of(Tensor history, Tensor mask)
    {
        var length = history.shape[1];
        var items = Math.Min(Size - 1, MaskLags ? length - 1 : length);
        return (history.narrow(1, length - items, items),
            mask.narrow(1, MaskLags ? length - items - 1 : length - items, items));
    }
}
