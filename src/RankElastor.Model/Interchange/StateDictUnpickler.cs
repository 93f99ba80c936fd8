using System.Collections;
using System.Globalization;
using RankElastor.Data.Files;
using Razorvine.Pickle;

namespace RankElastor.Model.Interchange;

/// <summary>
/// Reads the pickle of a state dict: dicts, tensors as views of storages, and storages by their key. Any other class of
/// Python stays an opaque dictionary, which <see cref="TorchFile"/> refuses.
/// </summary>
sealed class StateDictUnpickler(string path, Func<string, byte[]> bytesOf) : Unpickler
{
    static readonly (string Class, SafetensorsType Type)[] _storages =
    [
        ("FloatStorage", SafetensorsType.F32), ("DoubleStorage", SafetensorsType.F64),
        ("BFloat16Storage", SafetensorsType.BF16), ("HalfStorage", SafetensorsType.F16),
        ("LongStorage", SafetensorsType.I64), ("IntStorage", SafetensorsType.I32),
        ("ByteStorage", SafetensorsType.U8), ("BoolStorage", SafetensorsType.BOOL),
    ];

    readonly Dictionary<string, PickledStorage> _read = [];

    static StateDictUnpickler()
    {
        registerConstructor("collections", "OrderedDict", new Made(_ => new PickledDict()));
        registerConstructor("torch._utils", "_rebuild_tensor_v2", new Made(MakeTensor));
        registerConstructor("torch._utils", "_rebuild_parameter", new Made(arguments => arguments[0]));
        foreach (var (name, type) in _storages)
        {
            registerConstructor("torch", name, new StorageClass(type));
        }
    }

    protected override object persistentLoad(object pid)
    {
        if (pid is not IList { Count: >= 5 } parts || parts[0] is not "storage")
        {
            throw InputException.At(path, "a reference to something other than a storage", "the storages of tensors");
        }

        if (parts[1] is not StorageClass { Type: var type })
        {
            var known = _storages.Select(storage => storage.Class);
            throw InputException.At(path, "tensors of another element type", string.Join(" | ", known));
        }

        var key = Convert.ToString(parts[2], CultureInfo.InvariantCulture)!;
        return _read.TryGetValue(key, out var found) ? found : _read[key] = new PickledStorage(type, bytesOf(key));
    }

    static PickledTensor MakeTensor(object[] arguments) =>
        arguments is [PickledStorage storage, var offset, IEnumerable shape, IEnumerable strides, ..]
            ? new PickledTensor(storage, Whole(offset), Wholes(shape), Wholes(strides))
            : throw new PickleException("a tensor that is no view of a storage");

    static long[] Wholes(IEnumerable numbers) => [.. numbers.Cast<object>().Select(Whole)];

    static long Whole(object number) => Convert.ToInt64(number, CultureInfo.InvariantCulture);

    sealed class Made(Func<object[], object> make) : IObjectConstructor
    {
        public object construct(object[] args) => make(args);
    }

    sealed class StorageClass(SafetensorsType type) : IObjectConstructor
    {
        public SafetensorsType Type => type;

        public object construct(object[] args) => throw new PickleException("a storage inside the pickle");
    }
}
